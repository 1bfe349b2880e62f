/**
 * What a day has for plays, counted by SQL that is written for the preset plays by hand: it reads the same rows as the
 * job, and starts and ends nothing. Each account has a lead who is not away, and the only
 * signals that steps wait for and that come are conversations, of which one is all that is left of a play.
 */
import { addDays } from '#src/base/business-date.ts';
import type { DialectName } from '#src/db/open.ts';
import type { AskedCadence, AskedMetric } from '#src/plays/domain.ts';
import { DEFAULT_MISSING_DATA } from '#src/plays/presets.ts';
import { WORKSPACE_ID } from './fixture.ts';

const W = `'${WORKSPACE_ID}'`;

/** What starts plays on accounts in the stage of all of the fixture's. */
export interface Asked {
  metrics: readonly Pick<AskedMetric, 'metric' | 'play'>[];
  cadences: readonly Pick<AskedCadence, 'persona' | 'play' | 'before'>[];
}

/** What the job does on a day, in numbers. */
export interface PlaysCounted {
  ended: number;
  stepsSeen: number;
  started: number;
}

/** One row `n` each. @param atMost so many plays scarce data may start for a person on the day */
export function playsStatements(
  dialect: DialectName,
  date: string,
  atMost: number,
  asked: Asked,
): Record<keyof PlaysCounted, string> {
  const has = (metric: string) =>
    dialect === 'sqlite'
      ? `(h.metrics ->> ('$."' || ${metric} || '"')) is not null`
      : `(h.metrics::jsonb ->> ${metric}) is not null`;
  const persona = dialect === 'sqlite' ? `s.done_when ->> '$.persona'` : `s.done_when::jsonb ->> 'persona'`;
  const metrics = asked.metrics.map(
    ({ metric, play }) =>
      `select a.id, '${play}' as play from found a where not (${has(`'${metric}'`).replaceAll('h.', 'a.')})`,
  );
  const cadences = asked.cadences.map(
    ({ persona: who, play, before }) => `select a.id, '${play}' from found a
      where coalesce((select max(t.day) from touchpoint t where t.workspace_id = ${W} and t.account_id = a.id
        and t.persona = '${who}' and t.day <= '${date}'), a.started_on) < '${before}'`,
  );
  const quiet = addDays(date, -DEFAULT_MISSING_DATA.quietDays);
  const isOver = `(r.cause = 'missing_data' and exists (select 1 from health_snapshot h where h.workspace_id = ${W}
      and h.account_id = r.account_id and h.day >= r.started_on and h.day <= '${date}' and ${has('r.cause_id')})
    or r.cause = 'cadence' and exists (select 1 from touchpoint t where t.workspace_id = ${W}
      and t.account_id = r.account_id and t.persona = r.cause_id and t.day >= r.started_on and t.day <= '${date}'))`;
  return {
    ended: `select count(*) as n from play_run r where r.workspace_id = ${W} and r.state = 'open' and ${isOver}`,
    stepsSeen: `select count(*) as n from play_step s
      join play_run r on r.workspace_id = s.workspace_id and r.id = s.run_id
      where s.workspace_id = ${W} and s.state = 'open' and r.state = 'open' and s.done_when like '%"touchpoint"%'
        and exists (select 1 from touchpoint t where t.workspace_id = ${W} and t.account_id = s.account_id
          and t.persona = ${persona} and t.day >= r.started_on and t.day <= '${date}')
        and not ${isOver}`,
    started: `with found as materialized (select a.id, a.started_on, h.metrics from account a
        join health_snapshot h on h.workspace_id = ${W} and h.account_id = a.id and h.day = '${date}'
        left join assessment x on x.workspace_id = ${W} and x.account_id = a.id
        where a.workspace_id = ${W} and coalesce(x.churned, 0) = 0)
      select sum(case when n > ${atMost} then ${atMost} else n end) as n from (
        select a.lead_id, count(*) as n from (${[...metrics, ...cadences].join(' union ')}) w
        join account a on a.workspace_id = ${W} and a.id = w.id
        where not exists (select 1 from play_run r where r.workspace_id = ${W} and r.account_id = w.id
          and r.play_id = w.play and (r.state = 'open' or r.closed_on > '${quiet}'))
        group by a.lead_id) p`,
  };
}
