/** What tests of the digest's words have in common. */
import type { Answer } from '#blocks/build.ts';
import type { StandingAction } from '#src/actions/domain.ts';
import { LENA } from './make-digest.ts';

/** An action that is open and not late. */
export const action = (what: string, change: Partial<StandingAction> = {}): StandingAction => ({
  id: what,
  kind: 'action',
  what,
  owner: LENA,
  dueOn: '2026-11-30',
  state: 'open',
  closedOn: null,
  ...change,
});

/** What a message says, without its head and its buttons. */
export const textOf = ({ blocks = [] }: Answer) =>
  blocks
    .flatMap((block) => {
      if (block.type === 'section') return [block.text?.text ?? ''];
      if (block.type !== 'context') return [];
      return block.elements.map((element) => ('text' in element ? element.text : ''));
    })
    .join('\n');
