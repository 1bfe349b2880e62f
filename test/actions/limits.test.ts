/** However many actions there are, and whatever is typed, Slack takes what is shown of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionForm } from '#blocks/action-form.ts';
import { actionList } from '#blocks/action-list.ts';
import { actionReminder, actionTold } from '#blocks/action-message.ts';
import { mrkdwn } from '#blocks/text.ts';
import { typedKept } from '#blocks/typed-kept.ts';
import { MAX_WHAT } from '#src/actions/domain.ts';
import { judgeView } from '#src/sandbox/validate/surfaces.ts';
import { runs } from '../support/fuzz.ts';
import { anySize, anyText, messageProblems } from '../support/slack-fit.ts';
import { makeAction, TODAY } from './make-action.ts';

describe('what is shown of actions', () => {
  it('fits into Slack’s messages and forms, of any size and with any text', () => {
    fc.assert(
      fc.property(anySize, anyText, (many, any) => {
        const { messages, views } = everything(many, any);
        expect(messages.flatMap(messageProblems)).toEqual([]);
        expect(views.flatMap((view) => judgeView(view, 'modal').messages)).toEqual([]);
      }),
      { numRuns: runs(40) },
    );
  });
});

function everything(many: number, any: string) {
  const people = new Map([['lena', { name: any, slackUserId: null }]]);
  const what = any.trim() === '' ? 'x' : any.slice(0, MAX_WHAT);
  const action = makeAction({ what });
  const due = { what, dueOn: TODAY };
  const told = actionTold({ action, people, today: TODAY });
  return {
    messages: [
      told,
      actionReminder([...Array.from({ length: many }, () => due), due], TODAY, '2026-11-24'),
      actionList({
        list: 'open',
        actions: Array.from({ length: 8 }, () => action),
        counts: { open: many, own: many, closed: many },
        people,
        page: 1,
        perPage: 8,
        today: TODAY,
        reader: { id: 'lena', isLeader: true },
        pressed: { action, how: 'done' },
      }),
    ],
    views: [
      actionForm({
        id: 'a',
        version: 0,
        message: null,
        place: 'thread',
        page: 1,
        values: { kind: 'action', what, ownerSlackId: null, dueOn: TODAY },
        notice: null,
        differences: [{ label: 'what', theirs: what }],
      }),
      typedKept(
        'Make it an action',
        mrkdwn`Only who does it can change it.`,
        what.repeat(6).slice(0, 3000),
        told.blocks,
      ),
    ],
  };
}
