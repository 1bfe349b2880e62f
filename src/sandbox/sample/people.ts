/** The team of the sample: who they are in Slack, what they may do, and where they talk. */
import type { Role } from '../../people/rights.ts';
import type { SandboxChannel, SandboxUser } from '../types.ts';

/** How the stories of the sample name the people who work on accounts. */
export type PersonKey = 'priya' | 'tomas' | 'linh' | 'grace' | 'jonas' | 'aisha' | 'sam' | 'ines';

interface TeamMember extends SandboxUser {
  real_name: string;
  title: string;
  email: string;
  tz: string;
  role: Role;
}

const team: Record<PersonKey, TeamMember> = {
  priya: {
    id: 'U0PRIYAN',
    name: 'priya',
    real_name: 'Priya Nair',
    title: 'CSM',
    email: 'priya@milepost.example',
    tz: 'Europe/Berlin',
    role: 'csm',
  },
  tomas: {
    id: 'U0TOMASH',
    name: 'tomas',
    real_name: 'Tomás Herrera',
    title: 'CSM',
    email: 'tomas@milepost.example',
    tz: 'America/Sao_Paulo',
    role: 'csm',
  },
  linh: {
    id: 'U0LINHTR',
    name: 'linh',
    real_name: 'Linh Tran',
    title: 'CSM',
    email: 'linh@milepost.example',
    tz: 'Europe/London',
    role: 'csm',
  },
  jonas: {
    id: 'U0JONASW',
    name: 'jonas',
    real_name: 'Jonas Weber',
    title: 'Product expert · CSM',
    email: 'jonas@milepost.example',
    tz: 'Europe/Berlin',
    role: 'csm',
  },
  grace: {
    id: 'U0GRACEA',
    name: 'grace',
    real_name: 'Grace Adeyemi',
    title: 'Head of CS · leader',
    email: 'grace@milepost.example',
    tz: 'America/New_York',
    role: 'leader',
  },
  aisha: {
    id: 'U0AISHAR',
    name: 'aisha',
    real_name: 'Aisha Rahman',
    title: 'Admin',
    email: 'aisha@milepost.example',
    tz: 'America/Sao_Paulo',
    role: 'admin',
  },
  sam: {
    id: 'U0SAMOKO',
    name: 'sam',
    real_name: 'Sam Kowalczyk',
    title: 'Head of product · csm',
    email: 'sam@milepost.example',
    tz: 'America/New_York',
    role: 'csm',
  },
  ines: {
    id: 'U0INESDU',
    name: 'ines',
    real_name: 'Inês Duarte',
    title: 'Support · viewer',
    email: 'ines@milepost.example',
    tz: 'America/Sao_Paulo',
    role: 'viewer',
  },
};

export const PERSON_KEYS = Object.keys(team) as PersonKey[];

/** The members of the sample's Slack: three CSMs and their product expert, the head of CS, an admin, the head of product, and one of support. */
export const samplePeople: SandboxUser[] = PERSON_KEYS.map((key) => {
  const { role, ...user } = team[key];
  return role === 'admin' ? { ...user, is_admin: true, is_owner: true } : user;
});

/** The Slack id of the person who gives the others their roles. */
export const SAMPLE_ADMIN = team.aisha.id;

/** What each of them may do. */
export const sampleRoles: readonly { key: PersonKey; slackUserId: string; role: Role }[] = PERSON_KEYS.map(
  (key) => ({
    key,
    slackUserId: team[key].id,
    role: team[key].role,
  }),
);

/** The posts of the sample's program go to the first two; the bot is in every one but `general`. */
export const sampleChannels: SandboxChannel[] = [
  { id: 'C0CSDAILY', name: 'cs-daily' },
  {
    id: 'C0LEADERSHIP',
    name: 'leadership',
    is_private: true,
    members: [team.grace.id, team.aisha.id, team.sam.id],
  },
  { id: 'C0ALLHANDS', name: 'all-hands' },
  { id: 'C0GENERAL', name: 'general', bot_is_member: false },
];
