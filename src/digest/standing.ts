/** What of the meeting's own actions is overdue: told of what the digest opens with, so that both say the same. */
import { isOverdue, type StandingAction } from '../actions/domain.ts';
import { compareTexts } from '../base/text.ts';
import { NAMED_OVERDUE, OVERDUE_KINDS, type Digest, type OverdueOf } from './domain.ts';
import { sumByOwner } from './overdue.ts';

/** The digest with these actions, and with those of them that are overdue in the place of what it said of them. */
export function withActions(digest: Digest, actions: readonly StandingAction[]): Digest {
  const { decisions } = digest.sections;
  const others = decisions.facts.overdue.filter(({ kind }) => kind !== 'action');
  const overdue = [...lateActions(actions, digest.date), ...others].toSorted(
    (a, b) => OVERDUE_KINDS.indexOf(a.kind) - OVERDUE_KINDS.indexOf(b.kind),
  );
  return {
    ...digest,
    actions: [...actions],
    sections: { ...digest.sections, decisions: { ...decisions, facts: { ...decisions.facts, overdue } } },
  };
}

function lateActions(actions: readonly StandingAction[], date: string): OverdueOf[] {
  const late = actions.filter((action) => isOverdue(action, date));
  if (late.length === 0) return [];
  const items = late.flatMap(({ what, dueOn, owner }) =>
    dueOn === null ? [] : [{ what, dueOn, owner, account: null }],
  );
  return [
    {
      kind: 'action',
      total: late.length,
      ofNobody: late.filter(({ owner }) => owner === null).length,
      items: items.toSorted((a, b) => compareTexts(a.dueOn, b.dueOn)).slice(0, NAMED_OVERDUE),
      byOwner: sumByOwner(late.map(({ owner }) => ({ owner, items: 1 }))),
    },
  ];
}
