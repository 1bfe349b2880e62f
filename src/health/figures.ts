/** How many accounts stand in which band of health, and how they moved between two days. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Band } from './domain.ts';

/** Where an account stands: in a band, or in none as too little is known of it. */
export type MovedBand = Band | 'unknown';

/** How many accounts are in each band, and their mean coverage from 0 to 1; null: nobody was scored. */
export type BandShares = Record<MovedBand, number> & { coverage: number | null };

/** How accounts moved between bands from an earlier day to a later one. */
export interface Movement {
  day: BusinessDate;
  /** Null: no day about a week before was scored. */
  beforeDay: BusinessDate | null;
  now: BandShares;
  before: BandShares;
  /** Of accounts that were scored on both days. */
  moves: { from: MovedBand; to: MovedBand; accounts: number }[];
}
