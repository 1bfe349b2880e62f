/** What each section of the digest tells: in the message, and in its thread. */
import type { KnownBlock } from '@slack/types';
import type { ToldSection } from '#src/digest/comments.ts';
import { customersBrief, customersDetail } from './digest-customers.ts';
import { decisionsBrief, decisionsDetail } from './digest-decisions.ts';
import { productBrief, productDetail } from './digest-product.ts';
import { salesBrief, salesDetail } from './digest-sales.ts';
import { successBrief, successDetail } from './digest-success.ts';
import type { Mrkdwn } from './text.ts';

/** The section's lines of the message. */
export function briefOf({ id, facts, date: today }: ToldSection): Mrkdwn[] {
  switch (id) {
    case 'customers':
      return customersBrief(facts, { today });
    case 'success':
      return successBrief(facts, { today });
    case 'sales':
      return salesBrief(facts, { today });
    case 'product':
      return productBrief(facts, { today });
    case 'decisions':
      return decisionsBrief(facts, { today });
  }
}

/** What stands in its thread. */
export function detailOf({ id, facts, date: today }: ToldSection): KnownBlock[] {
  switch (id) {
    case 'customers':
      return customersDetail(facts, { today });
    case 'success':
      return successDetail(facts, { today });
    case 'sales':
      return salesDetail(facts, { today });
    case 'product':
      return productDetail(facts, { today });
    case 'decisions':
      return decisionsDetail(facts, { today });
  }
}
