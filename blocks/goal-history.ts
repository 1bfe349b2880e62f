/** What became of a Goal Card, version by version. */
import type { KnownBlock, ModalView } from '@slack/types';
import { changedParts, type GoalDocument, type GoalPart, type GoalState } from '#src/goals/domain.ts';
import { actions, button, context, modal, section } from './build.ts';
import { PART_WORDS, partText, STATE_WORDS, type GoalNames } from './goal-words.ts';
import { ids, numbered } from './ids.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';

/** One version with the one before it; null: it is the first. */
export interface VersionChange {
  version: number;
  state: GoalState;
  document: GoalDocument;
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  before: { state: GoalState; document: GoalDocument } | null;
}

export interface GoalHistory {
  accountName: string;
  cardId: string;
  cardName: string;
  changes: readonly VersionChange[];
  hasOlder: boolean;
  names: GoalNames;
}

const VALUE_SHOWN = 150;

/** The versions, the newest first: who, when, and what changed from what to what. */
export function goalHistory(history: GoalHistory): ModalView {
  const { cardId, changes, names } = history;
  const last = changes.at(-1);
  const rows: KnownBlock[] = changes.map((change) =>
    section(
      join(
        [mrkdwn`*v${change.version}* · ${change.savedAt} · ${change.savedBy}`, ...linesOf(change, names)],
        '\n',
      ),
      button('Read', numbered(ids.goalVersion, change.version), {
        value: JSON.stringify({ cardId, version: change.version }),
        label: `Read version ${change.version}`,
      }),
    ),
  );
  const older =
    last === undefined || !history.hasOlder
      ? []
      : [
          actions(
            button('Older', ids.goalOlder, { value: JSON.stringify({ cardId, version: last.version }) }),
          ),
        ];
  return modal({
    title: 'History of the goal',
    blocks: [
      section(mrkdwn`*${truncate(history.cardName, VALUE_SHOWN)}* · ${history.accountName}`),
      ...(rows.length === 0 ? [context(mrkdwn`There is nothing older.`)] : rows),
      ...older,
    ],
  });
}

function linesOf({ state, document, before }: VersionChange, names: GoalNames): Mrkdwn[] {
  if (before === null) return [mrkdwn`wrote the card`];
  const lines: Mrkdwn[] = [];
  if (state !== before.state) lines.push(mrkdwn`${STATE_WORDS[before.state]} → ${STATE_WORDS[state]}`);
  for (const part of changedParts(before.document, document)) {
    lines.push(
      mrkdwn`${PART_WORDS[part]}: ${said(before.document, part, names)} → ${said(document, part, names)}`,
    );
  }
  return lines.length === 0 ? [mrkdwn`said “not yet” to whether it is achieved`] : lines;
}

function said(document: GoalDocument, part: GoalPart, names: GoalNames): Mrkdwn {
  const text = partText(document, part, names);
  return text === '' ? mrkdwn`nothing` : mrkdwn`“${truncate(text, VALUE_SHOWN)}”`;
}
