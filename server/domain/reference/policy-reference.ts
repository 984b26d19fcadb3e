import { FILE_STATUSES } from '../policy/condition-model.ts';
import { DETECTOR_NAMES } from '../policy/detectors.ts';
import { EVIDENCE_KEYS } from '../policy/facts.ts';
import { DISPATCHES } from '../policy/model.ts';
import { POLICY_ROLES, VIEWED } from '../policy/requirement-model.ts';
import { RISK_RULES } from '../risk/rules.ts';
import { page, table } from './markdown.ts';

const EFFECTS: readonly (readonly string[])[] = [
  ['`block`', 'nothing lands until there is a new artifact or everybody in `release_by` let it through', 'applies: the artifact is held'],
  ['`require`', 'adds to what an approval must bring; the default requirement holds beside it', 'applies'],
  ['`bounce`', 'goes back to the agent, at most `max_rounds` times', 'does not apply'],
  ['`auto_merge`', 'may land without a person, if no `require` applies and every check is green', 'does not permit'],
];

const CONDITIONS: readonly (readonly string[])[] = [
  ['`all`, `any`, `not`', 'other conditions', 'three-valued: unknown stays unknown unless the known part settles it'],
  [
    '`paths`',
    '`any_in` (with `except_in`), `none_in`, `all_in`, `statuses_only`, `since_last_round_all_in`',
    `both sides of a rename; statuses: ${FILE_STATUSES.join(', ')}`,
  ],
  [
    '`risk`',
    '`ids`, `classes`, `min_severity`, `max_severity`',
    'unknown when a detector behind it did not run; waived findings do not count',
  ],
  ['`checks`', '`all_success: required`, `any_failed: required`', 'the checks of the contract, and those of `checks.required`'],
  ['`size`', '`total`, `files`, `added`, `deleted`, `reviewable_total` with e.g. `"<= 300"`', 'lines, except `files`'],
  ['`evidence`', EVIDENCE_KEYS.map((key) => `\`${key}\``).join(', '), 'true or false'],
  [
    '`task`',
    '`declared_paths_in`, `risk_in`, `attended`, `capabilities_any`, `labels_any`, `source_in`, `requester_in`',
    'from the contract; a requester is named by id',
  ],
  ['`run`', '`bounces`, `sandbox_violations` with e.g. `"> 0"`', ''],
  ['`agent`', '`name_in`, `model_in`', ''],
  ['`freeze`', 'true or false', 'is a freeze set?'],
  ['`target_branch`', '`in`, `not_protected_release: true`', 'the base branch of the contract'],
];

const ASKS: readonly (readonly string[])[] = [
  [
    '`approvals`',
    '`count` and `from: {roles}`',
    'the same roles: the larger count; other roles: all of them; one person may fill two kinds',
  ],
  ['`rationale`', 'true', 'a written reason'],
  ['`viewed_files`', VIEWED.map((which) => `\`${which}\``).join(', '), 'the wider one wins'],
  ['`checklist`', 'names', 'lists unite'],
  ['`per_finding_ack`', 'true', 'an answer to every finding that is medium or worse'],
  ['`threads_resolved`', 'true', 'no open comment'],
  ['`cooldown_minutes`', 'a number', 'time between arrival and landing; the longest wins'],
  ['`reauth`', 'true', 'only approvals given after signing in again count'],
];

export const policyPage = (): string =>
  page('The approval policy', [
    'A policy is data. Every rule is always evaluated, in no order, and the strictest result wins. What is not known never permits anything. An approval never overrules a check.',
    table(['effect', 'when its condition is true', 'when it is unknown'], EFFECTS),
    table(['condition', 'keys', 'notes'], CONDITIONS),
    table(['`requires`', 'value', 'notes'], ASKS),
    `Dispatch answers: ${DISPATCHES.map((answer) => `\`${answer}\``).join(', ')}. Roles: ${POLICY_ROLES.map((role) => `\`${role}\``).join(', ')}. Who asked for a task never counts as its approver, and neither do agents and service accounts, whatever the policy says. A critical finding of the class secret blocks, and the checks of the contract must be green, whatever the policy says.`,
    `Names for \`detectors.required\`, \`risk.ids\` and \`risk.classes\`: ${[...DETECTOR_NAMES]
      .sort()
      .map((name) => `\`${name}\``)
      .join(', ')} (${RISK_RULES.length} detectors).`,
    'The policy that an installation starts with is `policies/default.yaml`.',
  ]);
