import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { editsToPart, oneSlipAway } from '#src/accounts/closeness.ts';
import { domainKey, keyOfName } from '#src/accounts/domain.ts';
import { findAccount, findAccountAndText, type FoundAccount } from '#src/accounts/find-service.ts';
import { nameKey } from '#src/accounts/name-key.ts';
import { searchClose } from '#src/accounts/search.ts';
import { onEachDatabase } from '../support/database.ts';
import { makeAccount } from './make-account.ts';
import { runs } from '../support/fuzz.ts';

const NAMES = [
  'Acme Robotics',
  'Acme Foods',
  'Globex',
  'Müller & Söhne GmbH',
  '100% Juice_Bar',
  '"Quoted" Ltd',
  '株式会社サンプル',
  'International Widgets of the Northern Valley',
  'A',
];

onEachDatabase('the search for an account', (use) => {
  const ours = 'ours';
  beforeAll(async () => {
    for (const id of [ours, 'others']) {
      await use()
        .db.insertInto('workspace')
        .values({ id, slack_team_id: id, name: id, created_at: '', uninstalled_at: null, assessed_on: null })
        .execute();
    }
    for (const [index, name] of NAMES.entries()) {
      await makeAccount(use(), ours, { name, key: `K-${index}`, domain: `d${index}.example.com` });
    }
    await makeAccount(use(), ours, { name: 'K-2', key: 'globex' });
    await makeAccount(use(), 'others', { name: 'Umbrella', key: 'K-99', domain: 'umbrella.com' });
    await makeAccount(use(), 'others', { name: 'Acme Rival', key: 'K-0' });
  });

  const find = (text: string) => findAccount(use(), ours, text);
  const names = (found: FoundAccount) =>
    found.kind === 'one'
      ? found.account.name
      : found.kind === 'several'
        ? found.accounts.map(({ name }) => name)
        : [];

  it.for([
    ['K-0', 'Acme Robotics'],
    ['k-0', 'Acme Robotics'],
    ['K-2', 'Globex'],
    ['acme ROBOTICS', 'Acme Robotics'],
    ['  Acme   Foods ', 'Acme Foods'],
    ['acme r', 'Acme Robotics'],
    ['foods', 'Acme Foods'],
    ['muller & sohne', 'Müller & Söhne GmbH'],
    ['100%', '100% Juice_Bar'],
    ['0% juice_', '100% Juice_Bar'],
    ['"quoted"', '"Quoted" Ltd'],
    ['株式会社', '株式会社サンプル'],
    ['サンプル', '株式会社サンプル'],
    ['http://www.D2.example.com/x', 'Globex'],
    ['northern valley', 'International Widgets of the Northern Valley'],
  ])('takes “%s” for %s', async ([text, name]) => {
    expect(names(await find(text!))).toBe(name);
  });

  it('takes a key before a name', async () => {
    expect(await find('globex')).toMatchObject({ kind: 'one', account: { name: 'K-2' } });
  });

  it('asks when several fit', async () => {
    expect(names(await find('acme'))).toEqual(['Acme Foods', 'Acme Robotics']);
  });

  it.for([
    ['acme robotcs', 'Acme Robotics'],
    ['acmee robotics', 'Acme Robotics'],
    ['came robotics', 'Acme Robotics'],
    ['gobex', 'Globex'],
    ['glboex', 'Globex'],
    ['muler & sohne gmbh', 'Müller & Söhne GmbH'],
    ['northen valley', 'International Widgets of the Northern Valley'],
    ['widgits of the norhern', 'International Widgets of the Northern Valley'],
    ['株式会社サソプル', '株式会社サンプル'],
  ])('offers for “%s” the account %s', async ([text, name]) => {
    const found = await find(text!);
    expect(found.kind).toBe('none');
    if (found.kind === 'none') expect(found.closest.map((account) => account.name)).toContain(name);
  });

  it('finds nothing for nonsense, and never anything of another workspace', async () => {
    for (const text of [
      '',
      '   ',
      'zzzzzzzz',
      '%',
      '_',
      '*',
      '"',
      "'; drop table account; --",
      'umbrella',
      'umbrela',
      'umbrella.com',
      'K-99',
      'acme riv',
    ]) {
      expect(JSON.stringify(await find(text))).not.toMatch(/Umbrella|Rival/);
    }
    expect(await find('zzzzzzzz')).toEqual({ kind: 'none', closest: [] });
  });

  it('offers any name back for any one slip in it', async () => {
    const slips = fc
      .constantFrom('Acme Robotics', 'Globex', 'International Widgets of the Northern Valley')
      .chain((name) =>
        fc.record({
          name: fc.constant(name),
          typed: fc
            .tuple(
              fc.nat({ max: name.length - 1 }),
              fc.constantFrom('a', 'b', 'c', 'x', 'z', '0', '9'),
              fc.constantFrom(0, 1, 2, 3),
            )
            .map(([at, letter, kind]) => slip(nameKey(name), at, letter, kind)),
        }),
      );
    await fc.assert(
      fc.asyncProperty(slips, async ({ name, typed }) => {
        if (typed === nameKey(name)) return;
        const hits = await searchClose(use(), ours, typed, 5);
        expect(hits.map((hit) => hit.name)).toContain(name);
      }),
      { numRuns: runs(60) },
    );
  });

  it.for([
    ['Acme Foods they pay late', 'Acme Foods', 'they pay late'],
    ['"Acme Foods" they pay late', 'Acme Foods', 'they pay late'],
    ['acme rob call went well', 'Acme Robotics', 'call went well'],
    ['K-1 text', 'Acme Foods', 'text'],
    ['globe text', 'Globex', 'text'],
  ])('splits “%s” into account and text', async ([typed, name, text]) => {
    const read = await findAccountAndText(use(), ours, typed!);
    expect([names(read.found), read.text]).toEqual([name, text]);
  });
});

/** One letter replaced, dropped, added or swapped. */
function slip(text: string, at: number, letter: string, kind: number): string {
  if (kind === 0) return text.slice(0, at) + letter + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 2) return text.slice(0, at) + letter + text.slice(at);
  return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
}

describe('closeness', () => {
  it('holds every spelling one slip away, both ways', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', ' ', 'x', '0'),
      minLength: 3,
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        word,
        fc.nat({ max: 11 }),
        fc.constantFrom('a', 'b', 'x', '9', ' '),
        fc.constantFrom(0, 1, 2, 3),
        (text, at, letter, kind) => {
          const other = slip(text, Math.min(at, text.length - 1), letter, kind);
          fc.pre(other !== text && other.trim().length > 1);
          expect(oneSlipAway(text)).toContain(other);
        },
      ),
    );
  });

  it('counts edits to any part of a name', () => {
    expect(editsToPart('robotics', 'acme robotics inc')).toBe(0);
    expect(editsToPart('robtics', 'acme robotics inc')).toBe(1);
    expect(editsToPart('rbootics', 'acme robotics inc')).toBe(1);
    expect(editsToPart('globex', 'acme')).toBeGreaterThan(3);
    expect(editsToPart('', 'acme')).toBe(0);
  });

  it('makes keys of names and of domains', () => {
    expect(keyOfName('Müller & Söhne GmbH')).toBe('muller-sohne-gmbh');
    expect(keyOfName('!!!')).toBe('account');
    expect(domainKey('https://www.Acme.com:8080/about?x')).toBe('acme.com');
    expect(domainKey('Priya@Acme.com')).toBe('acme.com');
  });
});
