/** What came of rules' CTAs, of more of them than one statement counts. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createIdSource } from '#src/base/ids.ts';
import { addDays } from '#src/base/business-date.ts';
import { rowsAs } from '#src/db/rows.ts';
import type { RuleFigures } from '#src/rules/figures.ts';
import { RULE_OFF } from '#src/ctas/domain.ts';
import { readFigures } from '#src/rules/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';

const TODAY = '2026-11-23';
const SINCE = addDays(TODAY, -90);
/** More than two statements count. */
const CTAS = 11_003;

const makeId = createIdSource();

interface Made {
  id: string;
  rule: string | null;
  state: string;
  due: string | null;
  opened: string;
  claimed: string | null;
  closed: string | null;
  type: string;
}

/** Every mix of what a CTA may be, many opened on the same day. */
function makeCta(index: number): Made {
  const state = ['open', 'snoozed', 'claimed', 'done', 'dismissed', 'resolved'][index % 6]!;
  const opened = addDays(TODAY, -(index % 97));
  return {
    id: String((index * 7_919) % CTAS).padStart(6, '0'),
    rule: index % 11 === 0 ? null : `rule-${index % 4}`,
    state,
    due: index % 5 === 0 ? null : addDays(opened, index % 30),
    opened,
    claimed: index % 13 === 0 ? 'p1' : null,
    closed: ['done', 'dismissed', 'resolved'].includes(state) ? addDays(opened, 3) : null,
    type: index % 3 === 0 ? 'ebr' : 'check_in',
  };
}

/** Of every seventh account a review was held two days after its CTA was opened. */
function wasReviewed(index: number, { opened }: Made): boolean {
  return index % 7 === 0 && addDays(opened, 2) <= TODAY;
}

onEachDatabase('the figures of rules', (use) => {
  it('count each CTA once, however many there are, along an index', async () => {
    const { db, dialect } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    const made = Array.from({ length: CTAS }, (_, index) => makeCta(index));
    const rows = made.map((cta, index) => ({ ...cta, account: `a${index}` }));
    const text = 'text' as const;
    const columns = {
      id: text,
      account: text,
      rule: text,
      state: text,
      due: text,
      opened: text,
      claimed: text,
      closed: text,
      type: text,
    };
    await sql`insert into cta (workspace_id, id, account_id, type, rule_id, title, priority, state, due_on, opened_on,
        claimed_by, closed_on, updated_at)
      select ${workspaceId}, r.id, r.account, r.type, r.rule, '', 'high', r.state, r.due, r.opened, r.claimed, r.closed, ''
      from ${rowsAs(dialect, 'r', columns, rows)}`.execute(db);
    const reviews = made.flatMap((cta, index) =>
      wasReviewed(index, cta) ? [{ account: `a${index}`, day: addDays(cta.opened, 2) }] : [],
    );
    await sql`insert into ebr (workspace_id, id, account_id, state, held_on, created_by, created_at)
      select ${workspaceId}, 'b' || r.account, r.account, 'held', r.day, '', ''
      from ${rowsAs(dialect, 'r', { account: text, day: text }, reviews)}`.execute(db);

    const figures = await readFigures(db, workspaceId, SINCE, TODAY);
    expect(Object.fromEntries(figures)).toEqual(countedPlainly(made));

    const plan = await sql`${sql.raw(dialect === 'sqlite' ? 'explain query plan' : 'explain')}
      select opened_on, id from cta where workspace_id = ${workspaceId} and rule_id is not null
        and (opened_on, id) > (${SINCE}, '') order by opened_on, id limit 1 offset 4999`.execute(db);
    expect(JSON.stringify(plan.rows)).toContain('cta_opened');
  });
});

onEachDatabase('a CTA that went with its rule', (use) => {
  it('counts for nothing, unless somebody had acted on it', async () => {
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    const made = [
      { id: 'a', closed_on: TODAY, closed_because: RULE_OFF, claimed_by: null },
      { id: 'b', closed_on: TODAY, closed_because: RULE_OFF, claimed_by: 'p1' },
      { id: 'c', closed_on: TODAY, closed_because: null, claimed_by: null },
    ];
    const same = { type: 'check_in', rule_id: 'r', title: '', priority: 'high', state: 'resolved' as const };
    await db
      .insertInto('cta')
      .values(
        made.map((cta) => ({
          ...same,
          ...cta,
          workspace_id: workspaceId,
          account_id: cta.id,
          opened_on: addDays(TODAY, -1),
          updated_at: '',
        })),
      )
      .execute();
    expect((await readFigures(db, workspaceId, SINCE, TODAY)).get('r')).toMatchObject({
      opened: 2,
      acted: 1,
      resolved: 1,
    });
  });
});

onEachDatabase('a CTA of a review', (use) => {
  /** @returns whether the CTA counts as acted on */
  const isActed = async (
    cta: { opened: string; closed: string | null },
    review: { state: 'booked' | 'held' | 'cancelled'; on: string },
  ) => {
    const { db } = use();
    const workspaceId = await emptyWorkspace(db, makeId);
    const own = { workspace_id: workspaceId, account_id: 'acme' };
    await db
      .insertInto('cta')
      .values({
        ...own,
        id: 'cta',
        type: 'ebr',
        rule_id: 'stuck',
        title: '',
        priority: 'high',
        state: cta.closed === null ? 'open' : 'resolved',
        opened_on: cta.opened,
        closed_on: cta.closed,
        updated_at: '',
      })
      .execute();
    const { state, on } = review;
    await db
      .insertInto('ebr')
      .values({
        ...own,
        id: 'review',
        state,
        attendees: '{}',
        ...(state === 'held' ? { held_on: on } : { booked_on: on }),
        created_by: 'cli',
        // Written down in Tokyo in the morning: a day earlier in UTC.
        created_at: `${addDays(on, -1)}T23:45:00.000Z`,
      })
      .execute();
    return (await readFigures(db, workspaceId, SINCE, TODAY)).get('stuck')?.acted === 1;
  };

  it.each([
    ['was held on the day on which it was opened', '2026-11-16', null, 'held', '2026-11-16', true],
    ['was held on the day on which it was closed', '2026-11-16', '2026-11-18', 'held', '2026-11-18', true],
    ['was held before it was opened', '2026-11-16', null, 'held', '2026-11-15', false],
    ['was held after it was closed', '2026-11-16', '2026-11-18', 'held', '2026-11-19', false],
    ['is booked while it is there', '2026-11-16', null, 'booked', '2026-12-01', true],
    ['is booked and it is closed', '2026-11-16', '2026-11-18', 'booked', '2026-12-01', false],
    ['was cancelled', '2026-11-16', null, 'cancelled', '2026-12-01', false],
  ] as const)('whose review %s', async (_what, opened, closed, state, on, expected) => {
    expect(await isActed({ opened, closed }, { state, on })).toBe(expected);
  });
});

function countedPlainly(made: readonly Made[]): Record<string, RuleFigures> {
  const figures: Record<string, RuleFigures> = {};
  for (const [index, cta] of made.entries()) {
    if (cta.rule === null || cta.opened < SINCE) continue;
    const of = (figures[cta.rule] ??= {
      opened: 0,
      acted: 0,
      dismissed: 0,
      resolved: 0,
      ranOut: 0,
      waiting: 0,
    });
    of.opened += 1;
    const isActed =
      cta.claimed !== null ||
      ['claimed', 'done'].includes(cta.state) ||
      (cta.type === 'ebr' && wasReviewed(index, cta));
    if (isActed) of.acted += 1;
    else if (cta.state === 'dismissed') of.dismissed += 1;
    else if (cta.state === 'resolved') of.resolved += 1;
    else if (cta.due !== null && cta.due < TODAY) of.ranOut += 1;
    else of.waiting += 1;
  }
  return figures;
}
