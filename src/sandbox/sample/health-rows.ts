/** What people tell of the sample's accounts as rows: conversations, answers and judgements, with their trail. */
import type { BusinessDate } from '../../base/business-date.ts';
import { BAND_NAMES } from '../../health/words.ts';
import { CUSTOMER } from '../../surveys/domain.ts';
import { SPOKEN_PERSONAS, TOUCHPOINT_KINDS, type SpokenPersona } from '../../touchpoints/domain.ts';
import { withWords } from '../../touchpoints/words.ts';
import type { AccountRows, Telling, ToldAccount } from './account-rows.ts';
import { workingDayAgo } from './dates.ts';
import type { HealthStory, Said } from './health-story.ts';
import type { SampleRow } from './store.ts';
import type { AuditDraft } from './work-rows.ts';

export interface HealthRows {
  rows: {
    touchpoint: SampleRow<'touchpoint'>[];
    survey_answer: SampleRow<'survey_answer'>[];
    judgement: SampleRow<'judgement'>[];
  };
  trail: AuditDraft[];
}

/** The metric of the program that asks our people. */
const WORK = 'work';
const WOULD_SIGN = 'would_sign_again';
const WOULD_RECOMMEND = 'would_recommend';

export function healthRows(
  telling: Telling,
  accounts: readonly ToldAccount[],
  stories: ReadonlyMap<string, HealthStory>,
  { contact }: Pick<AccountRows, 'contact'>,
): HealthRows {
  const told: HealthRows = { rows: { touchpoint: [], survey_answer: [], judgement: [] }, trail: [] };
  for (const account of accounts) {
    const story = stories.get(account.story.name);
    if (story === undefined) continue;
    const contacts = contact.filter(({ account_id }) => account_id === account.id);
    const teller: Teller = { telling, account, story, contacts, told };
    for (const persona of SPOKEN_PERSONAS) addConversations(teller, persona);
    addAnswers(teller, WOULD_SIGN, 'decision_maker', story.wouldSign);
    addAnswers(teller, WOULD_RECOMMEND, 'influencer', story.wouldRecommend);
    addAnswers(teller, WORK, 'user', story.work);
    addJudgements(teller);
  }
  return told;
}

interface Teller {
  telling: Telling;
  account: ToldAccount;
  story: HealthStory;
  contacts: SampleRow<'contact'>[];
  told: HealthRows;
}

/** Those with a note were written down in the form; the others came with the calendar. */
function addConversations(teller: Teller, persona: SpokenPersona): void {
  const { telling, account, story, told } = teller;
  const { today, people, makeId, at } = telling;
  const { lead, partner } = account.story;
  const who = people[(persona === 'user' ? partner : lead) ?? lead ?? 'grace'];
  const contact = contactOf(teller, persona);
  for (const [index, ago] of (story.spoke[persona] ?? []).entries()) {
    const note = index === 0 ? (story.notes?.[persona] ?? null) : null;
    const id = makeId();
    const formId = note === null ? null : makeId();
    const day = workingDayAgo(today, ago);
    const loggedAt = at(day, '17:20');
    const key =
      formId === null
        ? `calendar.csv|${account.key}/${persona}/${index + 1}`
        : `form|${formId}|${contact?.id ?? persona}`;
    const kind = TOUCHPOINT_KINDS[(index + ago) % TOUCHPOINT_KINDS.length] ?? 'call';
    told.rows.touchpoint.push({
      id,
      account_id: account.id,
      persona,
      contact_id: contact?.id ?? null,
      day,
      kind,
      note,
      key,
      logged_by: who,
      logged_at: loggedAt,
    });
    if (formId === null) continue;
    const title = withWords([{ name: contact?.name ?? null, persona }]);
    const after = { title, spokenOn: day, kind, reason: note };
    told.trail.push(entry(loggedAt, who, 'touchpoint.log', account.id, formId, null, after));
  }
}

function addAnswers(
  teller: Teller,
  survey: string,
  persona: SpokenPersona,
  answers: readonly Said[] = [],
): void {
  const { telling, account, told } = teller;
  const { today, people, makeId, at } = telling;
  const isOurs = survey === WORK;
  const contact = contactOf(teller, persona);
  for (const [index, [value, ago, note = null]] of answers.entries()) {
    const day = workingDayAgo(today, ago);
    told.rows.survey_answer.push({
      id: makeId(),
      account_id: account.id,
      survey,
      persona,
      contact_id: isOurs ? null : (contact?.id ?? null),
      value,
      day,
      note,
      key: isOurs ? null : `surveys.csv|${account.key}/${survey}/${index + 1}`,
      answered_by: isOurs ? people[account.story.lead ?? 'grace'] : CUSTOMER,
      answered_at: at(day, '12:30'),
      version: 1,
    });
  }
}

function addJudgements({ telling, account, story, told }: Teller): void {
  const { today, people, makeId, at } = telling;
  let before: object | null = null;
  for (const { by, ago, band, reason } of (story.judgements ?? []).toReversed()) {
    const id = makeId();
    const day: BusinessDate = workingDayAgo(today, ago);
    const judgedAt = at(day, '15:10');
    told.rows.judgement.push({
      id,
      account_id: account.id,
      band,
      reason,
      day,
      judged_by: people[by],
      judged_at: judgedAt,
    });
    const after = { title: BAND_NAMES[band], reason };
    told.trail.push(entry(judgedAt, people[by], 'health.judge', account.id, id, before, after));
    before = after;
  }
}

function contactOf({ contacts }: Teller, persona: SpokenPersona): SampleRow<'contact'> | undefined {
  return contacts.find((contact) => contact.persona === persona);
}

function entry(
  at: string,
  actor: string,
  action: string,
  accountId: string,
  subjectId: string,
  before: object | null,
  after: object,
): AuditDraft {
  return {
    at,
    actor,
    action,
    account_id: accountId,
    subject_id: subjectId,
    before: before === null ? null : JSON.stringify(before),
    after: JSON.stringify(after),
  };
}
