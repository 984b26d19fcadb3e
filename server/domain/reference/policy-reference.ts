import { DETECTOR_NAMES } from '../policy/detectors.ts';
import { DISPATCHES, FILE_STATUSES } from '../policy/model.ts';
import { RISK_RULES } from '../risk/rules.ts';
import { ROLES } from '../shared/role.ts';
import { page, table } from './markdown.ts';

const EFFECTS: readonly (readonly string[])[] = [
  ['`block`', 'nothing lands until there is a new artifact', 'applies: the artifact is held'],
  ['`require`', 'adds people who must approve; without any such rule the default requirement holds', 'applies'],
  ['`bounce`', 'goes back to the agent, at most `max_rounds` times', 'does not apply'],
  ['`auto_merge`', 'may land without a person, if no `require` applies and every check is green', 'does not permit'],
];

const CONDITIONS: readonly (readonly string[])[] = [
  ['`all`, `any`, `not`', 'other conditions', 'three-valued: unknown stays unknown unless the known part settles it'],
  [
    '`paths`',
    '`any_in` (with `except_in`), `none_in`, `all_in`, `statuses_only`',
    `both sides of a rename; statuses: ${FILE_STATUSES.join(', ')}`,
  ],
  ['`risk`', '`ids`, `classes`, `min_severity`, `max_severity`', 'unknown when a detector behind it did not run'],
  ['`checks`', '`all_success: required`, `any_failed: required`', 'the checks of the contract'],
  ['`size`', '`total`, `files`, `added`, `deleted` with e.g. `"<= 300"`', 'lines, except `files`'],
  ['`evidence`', '`summary_present`, `handed_off_by_agent`, `clauses_kept`', 'true or false'],
  ['`task`', '`kind_in`, `risk_in`, `declared_paths_in`', 'from the contract'],
  ['`run`', '`rounds` with e.g. `">= 2"`', 'unknown in this version: nothing counts rounds yet'],
  ['`target_branch`', '`in`, `not_protected_release: true`', 'the base branch of the contract'],
];

export const policyPage = (): string =>
  page('The approval policy', [
    'A policy is data. Every rule is always evaluated, in no order, and the strictest result wins. What is not known never permits anything. An approval never overrules a check.',
    table(['effect', 'when its condition is true', 'when it is unknown'], EFFECTS),
    table(['condition', 'keys', 'notes'], CONDITIONS),
    `Dispatch answers: ${DISPATCHES.map((answer) => `\`${answer}\``).join(', ')}. Roles: ${ROLES.map((role) => `\`${role}\``).join(', ')}. Who asked for a task, and who put commits on its branch, never counts as its approver.`,
    `Names for \`detectors.required\`, \`risk.ids\` and \`risk.classes\`: ${[...DETECTOR_NAMES]
      .sort()
      .map((name) => `\`${name}\``)
      .join(', ')} (${RISK_RULES.length} detectors).`,
    'The policy that an installation starts with is `policies/default.yaml`.',
  ]);
