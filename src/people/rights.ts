/** Who may do what: the one table that every command, button, form and search is checked against. */

/** From the least to the most. */
export const ROLES = ['viewer', 'csm', 'leader', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const everyone: readonly Role[] = ROLES;
const workers: readonly Role[] = ['csm', 'leader', 'admin'];
const leaders: readonly Role[] = ['leader', 'admin'];
const admins: readonly Role[] = ['admin'];

const roles = {
  'help.see': everyone,
  'account.see': everyone,
  'account.edit': workers,
  'account.create': workers,
  'account.note': workers,
  'history.see': everyone,
  'list.see': everyone,
  'cta.work': workers,
  'ebr.work': workers,
  'task.tick': workers,
  'acquisition.see': everyone,
  'acquisition.edit': workers,
  'feedback.see': everyone,
  'feedback.save': workers,
  'fit.see': everyone,
  'fit.assess': workers,
  'rules.see': everyone,
  'rules.change': leaders,
  'morning.own': everyone,
  'funnel.see': everyone,
  'gap.see': everyone,
  'gap.edit': workers,
  'goal.see': everyone,
  'goal.edit': workers,
  'scenario.see': everyone,
  'scenario.work': workers,
  'survey.see': everyone,
  'survey.answer': everyone,
  'survey.correct': workers,
  'survey.correct_others': leaders,
  'touchpoint.see': everyone,
  'touchpoint.log': workers,
  'requirement.see': everyone,
  'requirement.work': workers,
  'release.see': everyone,
  'release.work': workers,
  'initiative.see': everyone,
  'initiative.work': workers,
  'initiative.answer': everyone,
  'initiative.lead': leaders,
  'digest.see': leaders,
  // Who answers for a section, or for an action of its meeting, may have any role: the service looks whose it is.
  'digest.take_part': everyone,
  'digest.lead': leaders,
  'health.see': everyone,
  'health.judge': workers,
  'import.run': leaders,
  'play.see': everyone,
  'play.work': workers,
  'program.see': everyone,
  'program.change': leaders,
  'engagement.see': everyone,
  'away.say': workers,
  'away.others': leaders,
  'people.see': workers,
  'people.change': admins,
} as const satisfies Record<string, readonly Role[]>;

export type Right = keyof typeof roles;

/** All rights, for tests and help. */
export const RIGHTS = Object.keys(roles) as Right[];

/** The roles that hold a right, from the least to the most. */
export function rolesWith(right: Right): readonly Role[] {
  return roles[right];
}

/** Whether a role holds a right; nobody without a role (a guest, a stranger) holds any. */
export function mayRole(role: Role | null, right: Right): boolean {
  return role !== null && rolesWith(right).includes(role);
}

/** Whether `text` is one of the roles. */
export function isRole(text: string | null): text is Role {
  return text !== null && (ROLES as readonly string[]).includes(text);
}
