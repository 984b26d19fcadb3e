import type { Contract } from '../../server/domain/contract/contract.ts';

/** A number as a person types it: '' while the field is empty. */
type Typed = number | string;

/** The contract while somebody writes it: the same shape, with gaps. */
export type Draft = {
  readonly title: string;
  readonly task: Contract['task'];
  readonly boundary: Omit<Contract['boundary'], 'maxFiles' | 'maxLines'> & { readonly maxFiles: Typed; readonly maxLines: Typed };
  readonly environment: Contract['environment'];
  readonly verification: { readonly checks: readonly DraftCheck[] };
  readonly returns: Contract['returns'];
  readonly stop: { readonly minutes: Typed; readonly noProgressMinutes: Typed; readonly conditions: string[] };
};
export type DraftCheck = { readonly name: string; readonly command: string; readonly reproduces: boolean; readonly timeoutMinutes: Typed };

export type FieldProblem = { readonly field: string; readonly message: string };

export const EMPTY_DRAFT: Draft = {
  title: '',
  task: { outcome: '', context: '' },
  boundary: {
    allowedPaths: [],
    deniedPaths: [],
    networkHosts: [],
    allowedCommands: [],
    deniedCommands: [],
    risk: 'low',
    maxFiles: 20,
    maxLines: 400,
  },
  environment: { repository: '', baseBranch: '', agent: '' },
  verification: { checks: [] },
  returns: { artifact: 'change', onConflict: 'agent' },
  stop: { minutes: 60, noProgressMinutes: 15, conditions: [] },
};

/** Did a person write anything? Choices that the form makes by itself (repository, agent) do not count. */
export const isBlankDraft = (draft: Draft): boolean =>
  JSON.stringify({ ...draft, environment: EMPTY_DRAFT.environment }) === JSON.stringify(EMPTY_DRAFT);

const lines = (values: readonly string[]): string[] => values.map((value) => value.trim()).filter((value) => value !== '');

/** What is sent: the draft without its empty lines. Not yet a valid contract: the API says what is missing. */
export const contractOf = (draft: Draft) => ({
  ...draft,
  title: draft.title.trim(),
  boundary: {
    ...draft.boundary,
    allowedPaths: lines(draft.boundary.allowedPaths),
    deniedPaths: lines(draft.boundary.deniedPaths),
    networkHosts: lines(draft.boundary.networkHosts),
    allowedCommands: lines(draft.boundary.allowedCommands),
    deniedCommands: lines(draft.boundary.deniedCommands),
  },
  stop: { ...draft.stop, conditions: lines(draft.stop.conditions) },
});

/** What is still empty, in words, by field. */
export const blanksOf = (draft: Draft): readonly FieldProblem[] => {
  const blanks: FieldProblem[] = [];
  const need = (field: string, value: unknown, message: string) => {
    if (String(value).trim() === '') blanks.push({ field, message });
  };
  need('title', draft.title, 'Give it a short title.');
  need('task.outcome', draft.task.outcome, 'Say what should be true afterwards.');
  need('environment.repository', draft.environment.repository, 'Choose a repository.');
  need('environment.baseBranch', draft.environment.baseBranch, 'Choose a base branch.');
  need('environment.agent', draft.environment.agent, 'Choose an agent.');
  draft.verification.checks.forEach((check, index) => {
    need(`verification.checks.${index}.name`, check.name, 'Name the check.');
    need(`verification.checks.${index}.command`, check.command, 'Write the command.');
  });
  need('boundary.maxFiles', draft.boundary.maxFiles, 'Write a number.');
  need('boundary.maxLines', draft.boundary.maxLines, 'Write a number.');
  need('stop.minutes', draft.stop.minutes, 'Write a number.');
  need('stop.noProgressMinutes', draft.stop.noProgressMinutes, 'Write a number.');
  return blanks;
};

const FILLER = 'not-yet-chosen';
const or = <T extends Typed>(value: T, filler: T): T => (String(value).trim() === '' ? filler : value);

/**
 * The contract with its gaps filled, so that the linter can speak about the fields that are there. What it says about a
 * filled gap is dropped (`blanksOf` names them).
 */
export const lintableContract = (draft: Draft) => {
  const contract = contractOf(draft);
  return {
    ...contract,
    title: or(contract.title, FILLER),
    task: { ...contract.task, outcome: or(contract.task.outcome, FILLER) },
    boundary: { ...contract.boundary, maxFiles: or(contract.boundary.maxFiles, 20), maxLines: or(contract.boundary.maxLines, 400) },
    environment: {
      repository: or(contract.environment.repository, FILLER),
      baseBranch: or(contract.environment.baseBranch, FILLER),
      agent: or(contract.environment.agent, FILLER),
    },
    verification: {
      checks: contract.verification.checks.map((check, index) => ({
        ...check,
        name: or(check.name, `${FILLER}-${index}`),
        command: or(check.command, FILLER),
        timeoutMinutes: or(check.timeoutMinutes, 10),
      })),
    },
    stop: { ...contract.stop, minutes: or(contract.stop.minutes, 60), noProgressMinutes: or(contract.stop.noProgressMinutes, 15) },
  };
};

/** A whole contract as a draft, e.g. from YAML or an earlier task. */
export const draftOf = (contract: Contract): Draft => ({
  title: contract.title,
  task: contract.task,
  boundary: contract.boundary,
  environment: contract.environment,
  verification: { checks: contract.verification.checks },
  returns: contract.returns,
  stop: contract.stop,
});

/** `npm run test:unit` is named `test-unit`: the words of a command that tell it from others. */
export const checkNameOf = (command: string, taken: readonly string[]): string => {
  const words = command
    .toLowerCase()
    .replace(/\b(npm|pnpm|yarn|npx|run|exec|make|cargo|go|python3?|-m|sh|bash)\b/g, ' ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const name = words || 'check';
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!taken.includes(candidate)) return candidate;
  }
};
