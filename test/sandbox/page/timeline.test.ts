import { describe, expect, it } from 'vitest';
import type { Message } from '#src/sandbox/page/contract.ts';
import type { RowOptions } from '#src/sandbox/page/timeline.ts';
import {
  applyChange,
  compareTs,
  newestTs,
  oldestShown,
  rowsOf,
  withMessages,
  withNewestPage,
  withOnlyPage,
  withThread,
} from '#src/sandbox/page/timeline.ts';

const second = (seconds: number): string => `${1_700_000_000 + seconds}.000100`;

function message(seconds: number, given: Partial<Message> = {}): Message {
  return {
    channel: 'C1',
    ts: second(seconds),
    user: 'U1',
    text: `at ${seconds}`,
    blocks: [],
    attachments: [],
    files: [],
    threadTs: null,
    replyCount: 0,
    replyUsers: [],
    latestReply: null,
    edited: false,
    ephemeral: false,
    broadcast: false,
    entered: {},
    ...given,
  };
}

/** What the channel shows of a list. */
const shown = (list: readonly Message[]): string[] =>
  rowsOf(list, { dayOf: () => 'one day', lineAfter: null, me: 'U9' })
    .filter((row) => row.kind === 'message')
    .map((row) => row.message.text);

const texts = (list: readonly Message[]): string[] => list.map(({ text }) => text);

describe('messages that arrive', () => {
  it('stand in the order of their times, whatever the order of their arrival', () => {
    const list = withMessages([message(10), message(30)], [message(20), message(5)]);
    expect(texts(list)).toEqual(['at 5', 'at 10', 'at 20', 'at 30']);
  });

  it('compare by number: microseconds decide within a second', () => {
    expect(compareTs('1700000000.000200', '1700000000.000100')).toBeGreaterThan(0);
    expect(compareTs('999999999.000000', '1700000000.000000')).toBeLessThan(0);
  });

  it('replace what was changed, and take away what was deleted', () => {
    const list = [message(10), message(20)];
    expect(texts(applyChange(list, 'updated', message(10, { text: 'new' })))).toEqual(['new', 'at 20']);
    expect(texts(applyChange(list, 'deleted', message(10)))).toEqual(['at 20']);
    expect(texts(applyChange(list, 'updated', message(99)))).toEqual(['at 10', 'at 20']);
  });

  it('count an answer at its thread once, also where the sandbox told the count first', () => {
    const answer = message(20, { threadTs: second(10), user: 'U2' });
    const counted = message(10, {
      threadTs: second(10),
      replyCount: 1,
      replyUsers: ['U2'],
      latestReply: second(20),
    });
    expect(applyChange([message(10)], 'posted', answer)[0]).toEqual(counted);
    expect(applyChange([counted], 'posted', answer)[0]).toEqual(counted);
    expect(applyChange(applyChange([message(10)], 'posted', answer), 'posted', answer)[0]).toEqual(counted);
  });
});

describe('the newest page after a lost connection', () => {
  it('keeps older messages where it reaches them, and drops what was deleted meanwhile', () => {
    const list = [message(10), message(20), message(30), message(40)];
    expect(texts(withNewestPage(list, [message(20), message(40), message(50)]))).toEqual([
      'at 10',
      'at 20',
      'at 40',
      'at 50',
    ]);
  });

  it('leaves no gap where it does not reach them', () => {
    expect(texts(withNewestPage([message(10), message(20)], [message(80), message(90)]))).toEqual([
      'at 80',
      'at 90',
    ]);
  });

  it('keeps the answers of an open thread', () => {
    const answer = message(25, { threadTs: second(20) });
    expect(texts(withNewestPage([message(20), answer], [message(20)]))).toEqual(['at 20', 'at 25']);
  });

  it('is empty where everything was deleted', () => {
    expect(withNewestPage([message(10)], [])).toEqual([]);
  });
});

describe('the messages after a lost connection', () => {
  const page = (messages: Message[], more = true) => ({ messages, more });
  const answer = (at: number, given: Partial<Message> = {}) =>
    message(at, { threadTs: second(10), text: `answer ${at}`, ...given });

  it('are those of the newest page: what is older may have changed meanwhile', () => {
    const list = [message(10), message(20), message(30)];
    expect(texts(withOnlyPage(list, page([message(20), message(30), message(40)]), null))).toEqual([
      'at 20',
      'at 30',
      'at 40',
    ]);
  });

  it('keep the open thread for its pane, and leave no gap in the channel', () => {
    const list = [message(10), answer(15), message(20), answer(25, { broadcast: true })];
    const after = withOnlyPage(list, page([message(40)]), second(10));
    expect(texts(after)).toEqual(['at 10', 'answer 15', 'answer 25', 'at 40']);
    expect(shown(after)).toEqual(['at 40']);
    expect(oldestShown(after)?.text).toBe('at 40');
    expect(shown(applyChange(after, 'updated', message(10, { replyCount: 3 })))).toEqual(['at 40']);
    expect(shown(withMessages(after, [message(10), message(20)]))).toEqual(['at 10', 'at 20', 'at 40']);
  });
});

describe('a thread that is loaded', () => {
  const answer = (at: number) => message(at, { threadTs: second(10) });

  it('replaces what stood of it: what was deleted meanwhile is gone', () => {
    const list = [message(10), answer(15), message(20), answer(25)];
    expect(texts(withThread(list, second(10), [message(10), answer(25)], false))).toEqual([
      'at 10',
      'at 20',
      'at 25',
    ]);
    expect(texts(withThread(list, second(10), [], false))).toEqual(['at 20']);
  });

  it('from before the pages that are loaded stays out of the channel until they reach it', () => {
    const loaded = withThread([message(40)], second(10), [message(10), answer(15)], true);
    expect(shown(loaded)).toEqual(['at 40']);
    expect(shown(withThread([], second(10), [message(10)], undefined))).toEqual([]);
    expect(shown(withThread([], second(10), [message(10)], false))).toEqual(['at 10']);
    expect(shown(withNewestPage(loaded, [message(40)]))).toEqual(['at 40']);
  });
});

describe('the newest of a channel', () => {
  it('counts answers that are not loaded, and nothing that one person alone sees', () => {
    const list = [message(10, { latestReply: second(50) }), message(60, { ephemeral: true }), message(20)];
    expect(newestTs(list)).toBe(second(50));
    expect(newestTs([])).toBeNull();
  });
});

describe('the rows of a channel', () => {
  const options: RowOptions = {
    dayOf: (at: number) => new Date(at).toISOString().slice(0, 10),
    lineAfter: null,
    me: 'U9',
  };
  const HOUR = 3600;
  const shape = (list: readonly Message[], given: Partial<RowOptions> = {}) =>
    rowsOf(list, { ...options, ...given }).map((row) =>
      row.kind === 'message' ? `${row.message.text}${row.together ? ' together' : ''}` : row.kind,
    );

  it('begin each day with its name', () => {
    expect(shape([message(0), message(48 * HOUR)])).toEqual(['day', 'at 0', 'day', `at ${48 * HOUR}`]);
  });

  it('put messages of one person within five minutes under one name', () => {
    const list = [message(0), message(60), message(120, { user: 'U2' }), message(180), message(HOUR)];
    expect(shape(list)).toEqual(['day', 'at 0', 'at 60 together', 'at 120', 'at 180', `at ${HOUR}`]);
  });

  it('leave out answers in threads', () => {
    const first = message(0, { threadTs: second(0), replyCount: 1 });
    expect(shape([first, message(10, { threadTs: second(0) })])).toEqual(['day', 'at 0']);
  });

  it('have the answers that were sent to the channel too', () => {
    const first = message(0, { threadTs: second(0), replyCount: 1 });
    expect(shape([first, message(600, { threadTs: second(0), broadcast: true })])).toEqual([
      'day',
      'at 0',
      'at 600',
    ]);
  });

  it('draw the line before the first message of others that was not seen', () => {
    const list = [message(0), message(60, { user: 'U9' }), message(120), message(180)];
    expect(shape(list, { lineAfter: second(0) })).toEqual([
      'day',
      'at 0',
      'at 60',
      'new',
      'at 120',
      'at 180 together',
    ]);
  });

  it('draw no line where all was seen', () => {
    expect(shape([message(0)], { lineAfter: second(0) })).toEqual(['day', 'at 0']);
  });
});
