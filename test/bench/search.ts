/** How fast an account is found by its name among many, and how often the right one is found in spite of a slip. */
import { sql } from 'kysely';
import { nameKey } from '#src/accounts/name-key.ts';
import { searchClose, searchPrefix } from '#src/accounts/search.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { rowsAs } from '#src/db/rows.ts';

export interface SearchFigures {
  kind: string;
  searches: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  worst: number;
  /** The share of searches of which the account meant is among the first ten. */
  found: number;
}

const WORKSPACE = 'bench-search';
const ROWS_PER_INSERT = 5000;

/**
 * Fills a migrated, empty database with made-up names and measures the search.
 * @param count how many accounts
 * @param searches how many searches of each kind
 */
export async function benchSearch(
  database: OpenDatabase,
  count: number,
  searches = 400,
): Promise<SearchFigures[]> {
  const random = seeded(20_261_123);
  const names = await fill(database, count, random);
  const pick = () => names[Math.floor(random() * names.length)]!;
  const figures: SearchFigures[] = [];
  const measure = async (kind: string, type: (key: string) => string, find: typeof searchClose) => {
    const times: number[] = [];
    let found = 0;
    for (let search = 0; search < searches; search += 1) {
      const name = pick();
      const typed = type(nameKey(name));
      const start = performance.now();
      const hits = await find(database, WORKSPACE, typed, 10);
      times.push(performance.now() - start);
      if (hits.some((hit) => hit.name === name)) found += 1;
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
    figures.push({
      kind,
      searches,
      p50: at(0.5),
      p99: at(0.99),
      worst: times.at(-1)!,
      found: found / searches,
    });
  };
  await measure(
    'prefix of 3 to 12 letters',
    (key) => key.slice(0, 3 + Math.floor(random() * 10)),
    searchPrefix,
  );
  await measure('whole name, one slip', (key) => slip(key, random), searchClose);
  await measure('first 12 letters, one slip', (key) => slip(key.slice(0, 12), random), searchClose);
  await measure(
    'without the first word, one slip',
    (key) => slip(key.slice(key.indexOf(' ') + 1), random),
    searchClose,
  );
  await measure('whole name, two slips', (key) => slip(slip(key, random), random), searchClose);
  return figures;
}

async function fill({ db, dialect }: OpenDatabase, count: number, random: () => number): Promise<string[]> {
  await db
    .insertInto('workspace')
    .values({
      id: WORKSPACE,
      slack_team_id: null,
      name: 'Bench',
      created_at: '',
      uninstalled_at: null,
      assessed_on: null,
    })
    .execute();
  const names: string[] = [];
  for (let start = 0; start < count; start += ROWS_PER_INSERT) {
    const rows = Array.from({ length: Math.min(ROWS_PER_INSERT, count - start) }, (_, index) => {
      const name = madeUpName(random);
      return { id: String(start + index).padStart(9, '0'), name, name_key: nameKey(name) };
    });
    names.push(...rows.map(({ name }) => name));
    const table = rowsAs(dialect, 'r', { id: 'text', name: 'text', name_key: 'text' }, rows);
    await sql`insert into account (workspace_id, id, key, name, name_key, created_at, updated_at)
      select ${WORKSPACE}, r.id, r.id, r.name, r.name_key, '', '' from ${table}`.execute(db);
  }
  if (dialect === 'postgres') await sql`vacuum analyze account`.execute(db);
  return names;
}

const PLACES =
  'Northern Southern Valley Harbor Summit River Lakeside Pacific Atlantic Central Alpine Coastal Prairie Iron Silver Golden Blue Red Granite Cedar Maple Oak Falcon Eagle Lion Bear Wolf Phoenix Delta Omega Nova Stellar Lunar Solar Urban Metro Global United First National Royal Imperial Modern Classic Prime Apex Vertex Zenith Pioneer Liberty'.split(
    ' ',
  );
const TRADES =
  'Robotics Foods Software Logistics Analytics Textiles Insurance Energy Media Dental Pharma Biotech Motors Airlines Shipping Hotels Bakery Brewing Farms Dairy Timber Steel Glass Plastics Chemicals Paper Print Design Studios Games Security Cloud Data Networks Telecom Payments Capital Ventures Holdings Partners Advisors Legal Health Clinics Labs Instruments Tools Machines Systems Solutions Services Consulting Education Learning Travel Sports Fitness Fashion Cosmetics Furniture Gardens Interiors'.split(
    ' ',
  );
const FORMS = ['Inc', 'LLC', 'GmbH', 'Ltd', 'AG', 'SA', 'Group', 'Co', 'BV', 'Oy', 'Corp', 'Partners'];
const SYLLABLES =
  'ba be bi bo bra bre ca ce co cra da de di do dra fa fe fi fo ga ge gi go gra ka ke ki ko la le li lo lu ma me mi mo na ne ni no nu pa pe pi po pra qua ra re ri ro sa se si so sta ste ta te ti to tra va ve vi vo wa we xa za ze zo zu'.split(
    ' ',
  );

/** A name as companies have them: an invented word or a person's, a place, a trade, a legal form. */
function madeUpName(random: () => number): string {
  const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const invented = () => {
    const word = Array.from({ length: 2 + Math.floor(random() * 3) }, () => any(SYLLABLES)).join('');
    return word[0]!.toUpperCase() + word.slice(1);
  };
  const words: string[] = [];
  const kind = random();
  if (kind < 0.55) words.push(invented());
  else if (kind < 0.8) words.push(any(PLACES), invented());
  else words.push(invented(), '&', invented());
  if (random() < 0.8) words.push(any(TRADES));
  if (random() < 0.5) words.push(any(FORMS));
  return words.join(' ');
}

/** One letter replaced, dropped, added, or swapped with its neighbour. */
function slip(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length - 1));
  const letter = String.fromCharCode(97 + Math.floor(random() * 26));
  const kind = Math.floor(random() * 4);
  if (kind === 0) return text.slice(0, at) + letter + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 2) return text.slice(0, at) + letter + text.slice(at);
  return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2);
}

/** Mulberry32: the same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
