/** Slack's mrkdwn as the page and the sandbox read it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLink, parseMrkdwn, readReference } from '#src/sandbox/mrkdwn.ts';
import type { Inline, Piece } from '#src/sandbox/mrkdwn.ts';
import { runs } from '../support/fuzz.ts';

const tags = { bold: 'b', italic: 'i', strike: 's', underline: 'u', highlight: 'h', code: 'code' };

/** The tree as one line: `<b>bold</b>`, `<quote>…</quote>`, references in braces. */
function shown(text: string): string {
  return parseMrkdwn(text).map(shownPiece).join('');
}

function shownPiece({ kind, children }: Piece): string {
  const inside = children.map(shownPart).join('');
  return kind === 'lines' ? inside : `<${kind}>${inside}</${kind}>`;
}

function shownPart(part: Inline): string {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'styled') {
    return `<${tags[part.style]}>${part.children.map(shownPart).join('')}</${tags[part.style]}>`;
  }
  const { kind, ...rest } = part;
  return `{${[kind, ...Object.values(rest).filter((value) => value !== '' && value !== null)].join(' ')}}`;
}

describe('marks', () => {
  test.for<[string, string]>([
    ['*12 accounts* need _an_ ~old~ EBR', '<b>12 accounts</b> need <i>an</i> <s>old</s> EBR'],
    ['*a _b ~c~_*', '<b>a <i>b <s>c</s></i></b>'],
    ['_*both*_', '<i><b>both</b></i>'],
    ['snake_case_name, 2*3*4, a~b~c', 'snake_case_name, 2*3*4, a~b~c'],
    ['* not bold * and _ not italic _', '* not bold * and _ not italic _'],
    ['*over\nlines*', '*over\nlines*'],
    ['**twice**', '**twice**'],
    ['*a*b', '*a*b'],
    ['é*b*', 'é*b*'],
    [
      '*one* *two*, (*three*). *four*: “*five*”—*six*!',
      '<b>one</b> <b>two</b>, (<b>three</b>). <b>four</b>: “<b>five</b>”—<b>six</b>!',
    ],
    ['•*x* -_y_ /~z~', '•<b>x</b> -<i>y</i> /<s>z</s>'],
    ['*“First leads”*', '<b>“First leads”</b>'],
    ['*a _b* c_', '<b>a _b</b> c_'],
    ['*open', '*open'],
    ['*🟢*🟡', '<b>🟢</b>🟡'],
    ['*𝒜*𝒜', '*𝒜*𝒜'],
    ['', ''],
  ])('%s', ([text, tree]) => {
    expect(shown(text)).toBe(tree);
  });
});

describe('code', () => {
  test.for<[string, string]>([
    ['`/account health acme`: try', '<code>/account health acme</code>: try'],
    ['`*not bold* _x_ :wave:`', '<code>*not bold* _x_ :wave:</code>'],
    ['`a &lt; b <https://e.com|site> <@U1>`', '<code>a < b {link https://e.com site} {user U1}</code>'],
    ['*`bold code`*', '<b><code>bold code</code></b>'],
    ['*a `x*` b*', '<b>a <code>x*</code> b</b>'],
    ['`over\nlines`', '`over\nlines`'],
    ['``x``', '`<code>x</code>`'],
    ['```a\n*b*\n&gt; c```', '<preformatted>a\n*b*\n> c</preformatted>'],
    ['see\n```\ncode\n```\nafter', 'see\n<preformatted>code\n</preformatted>after'],
    ['a ```x``` b ```y```', 'a <preformatted>x</preformatted> b <preformatted>y</preformatted>'],
    ['``` ``` and *b*', '``` ``` and <b>b</b>'],
    ['```one `tick` ```', '<preformatted>one `tick` </preformatted>'],
  ])('%s', ([text, tree]) => {
    expect(shown(text)).toBe(tree);
  });
});

describe('quotes', () => {
  test.for<[string, string]>([
    ['&gt; one\n&gt; *two*\nthree', '<quote>one\n<b>two</b>\n</quote>three'],
    ['> bare sign', '<quote>bare sign</quote>'],
    ['a\n&gt;b\n\n&gt; c', 'a\n<quote>b\n</quote>\n<quote>c</quote>'],
    ['a &gt; b', 'a > b'],
    ['x\n&gt;&gt;&gt; all\n\n*of* it', 'x\n<quote>all\n\n<b>of</b> it</quote>'],
    ['&gt;&gt; two signs', '<quote>> two signs</quote>'],
    ['```\n&gt;&gt;&gt; code\n```', '<preformatted>>>> code</preformatted>'],
    ['```x``` &gt; y', '<preformatted>x</preformatted> > y'],
    ['*a\n&gt; b*', '*a\n<quote>b*</quote>'],
  ])('%s', ([text, tree]) => {
    expect(shown(text)).toBe(tree);
  });
});

describe('references', () => {
  test.for<[string, string]>([
    ['*<https://e.com/?a=1&amp;b=2|A &amp; B>*', '<b>{link https://e.com/?a=1&b=2 A & B}</b>'],
    [
      '<https://e.com> <mailto:a@e.com|a> <tel:+49>',
      '{link https://e.com} {link mailto:a@e.com a} {link tel:+49}',
    ],
    ['<https://e.com|*as* typed | here>', '{link https://e.com *as* typed | here}'],
    ['https://e.com alone', 'https://e.com alone'],
    [
      '<@U0PRIYA|priya> <#C0CSDAILY> <!subteam^S1|@cs>',
      '{user U0PRIYA priya} {channel C0CSDAILY} {group S1 @cs}',
    ],
    ['<!channel> <!here|here> <!everyone>', '{broadcast channel} {broadcast here here} {broadcast everyone}'],
    [
      '<!date^1795000000^{date} at {time}^https://e.com|then>',
      '{date 1795000000 {date} at {time} https://e.com then}',
    ],
    ['<!date^1^{date}^javascript:alert(1)|then>', '{date 1 {date} then}'],
    ['<!date^x^{date}|then>', '<!date^x^{date}|then>'],
    ['<not *a* link> <javascript:x|y> 1 < 2 > 0', '<not <b>a</b> link> <javascript:x|y> 1 < 2 > 0'],
    ['&lt;!channel&gt; &amp;lt; &quot;', '<!channel> &lt; &quot;'],
    ['<<@U1>>', '<{user U1}>'],
    ['<@U1>*x* *y*<@U1>', '{user U1}<b>x</b> <b>y</b>{user U1}'],
    ['<@u1> <#c1> <!all>', '<@u1> <#c1> <!all>'],
  ])('%s', ([text, tree]) => {
    expect(shown(text)).toBe(tree);
  });

  test('only addresses that a person may be sent to are links', () => {
    expect(['https://a', 'HTTP://a', 'mailto:a', 'tel:1'].every(isLink)).toBe(true);
    expect(['javascript:1', 'data:,x', '//a', 'https://', ' https://a', 'file:///a'].some(isLink)).toBe(
      false,
    );
    expect(readReference('data:text/html,x|y')).toBeUndefined();
  });
});

describe('emoji', () => {
  test.for<[string, string]>([
    [
      ':wave: :+1::skin-tone-4: :white_check_mark:',
      '{emoji wave :wave:} {emoji +1 4 :+1::skin-tone-4:} {emoji white_check_mark :white_check_mark:}',
    ],
    ['at 10:30:45, 9:05:', 'at 10:30:45, 9:05:'],
    ['_:no_entry: stop_', '<i>{emoji no_entry :no_entry:} stop</i>'],
    [':100: :1234: :8ball:', '{emoji 100 :100:} {emoji 1234 :1234:} {emoji 8ball :8ball:}'],
    ['*x*:wave:*y*', '<b>x</b>{emoji wave :wave:}<b>y</b>'],
  ])('%s', ([text, tree]) => {
    expect(shown(text)).toBe(tree);
  });
});

describe('any text', () => {
  const words = fc.constantFrom('a', 'B7', 'é', '🟢', '𝒜', ' ', '\n', '.', '(', '“');
  const signs = fc.constantFrom('*', '_', '~', '`', '```', '&gt;', '&lt;', '&amp;', '>', ':', ':wave:', '|');
  const references = fc.constantFrom('<@U1>', '<', '<!date^1^{date}|x>', '<https://e.com|l>', '<!', '<#C1|');
  const text = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.array(fc.oneof(...parts), { maxLength: 60 }).map((all) => all.join(''));
  const plain = (parts: Inline[]): string =>
    parts
      .map((part) => {
        if (part.kind === 'styled') return plain(part.children);
        return part.kind === 'text' ? part.text : part.kind === 'emoji' ? part.source : '{}';
      })
      .join('');
  const all = (text: string): string => plain(parseMrkdwn(text).flatMap((piece) => piece.children));
  const unmarked = (text: string): string => text.replaceAll(/[*_~`>\s]/g, '');

  test('comes out as it went in when marks are taken away', () => {
    fc.assert(
      fc.property(text(words, signs), (typed) => {
        const decoded = typed.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
        expect(unmarked(all(typed))).toBe(unmarked(decoded));
      }),
      { numRuns: runs(2000) },
    );
  });

  test('without any sign is untouched', () => {
    fc.assert(
      fc.property(text(words), (typed) => {
        expect(all(typed)).toBe(typed);
      }),
    );
  });

  test('is read without an error, a long one too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), text(words, signs, references)), (typed) => {
        expect(parseMrkdwn(typed)).toBeInstanceOf(Array);
      }),
      { numRuns: runs(2000) },
    );
    for (const sign of [
      '*',
      '*a ',
      '_*~',
      '`',
      '```',
      '<',
      ':a',
      '&gt;&gt;&gt;',
      '\n&gt;',
      '```\n>>> ',
      '<@U1>',
    ]) {
      expect(all(sign.repeat(12_000 / sign.length)).length).toBeGreaterThan(0);
    }
  });
});
