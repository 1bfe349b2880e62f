/** How a workspace's digest is set: who answers for what, and what the company may read. */
import { SECTION_IDS, type SectionId } from './domain.ts';

export interface DigestSettings {
  /** Who answers for each section; null: nobody. */
  owners: Record<SectionId, string | null>;
  /** The id of the channel in which the company reads it; null: none yet. */
  companyChannel: string | null;
  sharesMoney: boolean;
  /** Who left and why. */
  sharesReasons: boolean;
}

export interface SavedSettings extends DigestSettings {
  /** 0: nobody saved any yet. */
  version: number;
  updatedBy: string | null;
  updatedAt: string | null;
}

export const NO_OWNERS: Readonly<Record<SectionId, string | null>> = {
  customers: null,
  success: null,
  sales: null,
  product: null,
  decisions: null,
};

export type SettingField = SectionId | 'companyChannel' | 'sharesMoney' | 'sharesReasons';

/** The fields in which two differ, in the order of the form. */
export function changedSettings(a: DigestSettings, b: DigestSettings): SettingField[] {
  const rest = ['companyChannel', 'sharesMoney', 'sharesReasons'] as const;
  return [
    ...SECTION_IDS.filter((id) => a.owners[id] !== b.owners[id]),
    ...rest.filter((field) => a[field] !== b[field]),
  ];
}
