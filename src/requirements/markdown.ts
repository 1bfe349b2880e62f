/** Requirements as Markdown that an issue tracker takes: one heading each, with why, who stands behind, acceptance. */
import { money } from '../base/words.ts';
import type { BackedRequirement } from './domain.ts';
import { titleOf } from './domain.ts';

/** @param backers the names of some accounts behind each requirement, by its id */
export function requirementsMarkdown(
  requirements: readonly BackedRequirement[],
  backers: ReadonlyMap<string, readonly string[]>,
): string {
  return requirements
    .map((requirement) => issueOf(requirement, backers.get(requirement.id) ?? []))
    .join('\n---\n\n');
}

function issueOf(requirement: BackedRequirement, backers: readonly string[]): string {
  const { what, why, acceptance, state, release, scenarioName } = requirement;
  const status = release === null ? state : `${state} in ${escape(release)}`;
  const scenario = scenarioName === null ? '' : ` · scenario: ${escape(scenarioName)}`;
  return [
    `## ${escape(titleOf(what))}`,
    '',
    `State: ${status}${scenario} · id: ${requirement.id}`,
    '',
    ...part('What must exist', what),
    ...part('Why', why),
    '### Who stands behind',
    '',
    behind(requirement, backers),
    '',
    ...part('Acceptance', acceptance),
  ].join('\n');
}

function part(title: string, text: string | null): string[] {
  return text === null ? [] : [`### ${title}`, '', ...text.split(/\r\n|[\n\r\u2028\u2029]/).map(escape), ''];
}

function behind({ accounts, backing }: BackedRequirement, backers: readonly string[]): string {
  const sums = backing.filter(({ arr }) => arr > 0).map(({ arr, currency }) => money(arr, currency));
  const total = `${accounts} ${accounts === 1 ? 'account' : 'accounts'}${sums.length === 0 ? '' : `, ${sums.join(' + ')} a year`}`;
  if (backers.length === 0) return total;
  const others = accounts - backers.length;
  return `${total}: ${backers.map(escape).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** What somebody typed must not become markup, a mention or a reference of the tracker. */
function escape(text: string): string {
  const safe = text
    .replaceAll(/[\\`*_{}[\]<>#|~]/g, (sign) => `\\${sign}`)
    .replaceAll('@', '@\u200B')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');
  return safe;
}
