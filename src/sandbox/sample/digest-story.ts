/** Who answers for what in the sample's weekly digest, what they said to it, and what its last meeting decided. */
import type { DigestStory } from './digest-acts.ts';

export function digestStory(): DigestStory {
  return {
    owners: { customers: 'grace', success: 'grace', sales: 'aisha', product: 'sam', decisions: 'grace' },
    settledAgo: 60,
    before: {
      grace: {
        customers: 'Three stories of the templates are worth a call: I ask them this week.',
        success: 'We lose too much time between the first lead and sales: that is where I put Priya.',
        decisions: 'I decide on the newsletter when I have spoken with two who never opened it.',
      },
      aisha: { sales: 'Two new customers came by referral, and cost us nearly nothing.' },
      sam: { product: 'The lead inbox is out. In two months we know whether it helped.' },
    },
    // Of Aisha nobody has heard yet.
    now: {
      grace: {
        customers: 'Ask those who came with the templates for a sentence that we may quote.',
        success: 'Sales at our customers is the narrow place. The hour with their salespeople goes on.',
        decisions: 'Priya says by Wednesday what the sales hour has changed.',
      },
      sam: { product: 'Templates did more for new customers than anything else this year.' },
    },
    decided: [
      {
        key: 'call',
        kind: 'action',
        what: 'Call the two customers whose renewal comes before their value',
        owner: 'grace',
        dueIn: 4,
      },
      {
        key: 'questions',
        kind: 'action',
        what: 'Give those who sell the three questions that tell a bad fit',
        owner: 'aisha',
        dueIn: 3,
        doneIn: 2,
      },
      { key: 'templates', kind: 'decision', what: 'Every new customer begins with a page template' },
    ],
  };
}
