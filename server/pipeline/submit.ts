import { contractSchema } from '../domain/contract/contract.ts';
import { acceptContract, type LintOverride } from '../domain/contract/overrides.ts';
import { taskPrompt } from '../domain/contract/prompt.ts';
import { dispatchDecision } from '../domain/policy/dispatch.ts';
import { effectivePolicy } from '../domain/policy/effective-policy.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { WebStore } from '../ports/web-store.ts';
import { missingFromInstallation } from './contract-facts.ts';

type Ports = { readonly store: Pick<WebStore, 'fileTask'>; readonly read: ReadModel };

/** Files a task: the contract is whole, its errors are gone and its warnings answered, policy lets it start. Task, first run and job are one transaction. */
export const submit = async (
  { store, read }: Ports,
  input: {
    readonly requestId: string;
    readonly contract: unknown;
    readonly overrides: readonly LintOverride[];
    readonly requester: Person;
    readonly now: number;
  },
): Promise<Result<{ readonly taskId: string; readonly runId: string }>> => {
  const parsed = contractSchema.safeParse(input.contract);
  if (!parsed.success) {
    const detail = Object.fromEntries(
      parsed.error.issues.slice(0, 100).map((issue) => [issue.path.join('.') || 'contract', issue.message]),
    );
    return fail(failure('invalid_input', 'The contract is not complete.', detail));
  }
  const contract = parsed.data;
  const missing = await missingFromInstallation(read, contract);
  if (Object.keys(missing).length > 0) return fail(failure('invalid_input', Object.values(missing).join(' '), missing));

  const paths = (await read.repositoryPaths(contract.environment.repository))?.paths ?? null;
  const standing = acceptContract(contract, { paths }, input.overrides);
  if (!standing.accepted) {
    const open = [...standing.errors, ...standing.openWarnings];
    const message =
      standing.errors.length > 0
        ? `The contract has ${standing.errors.length} error(s) that must be fixed.`
        : `${open.length} warning(s) need a reason each, of at least 10 characters.`;
    return fail(failure('contract_refused', message, Object.fromEntries(open.map((finding) => [finding.field, finding.message]))));
  }

  const { policy } = effectivePolicy(await read.policyOf(contract.environment.repository));
  if (!policy.ok) return fail(failure('dispatch_denied', `Nothing is dispatched, because ${policy.failure}.`));
  const dispatch = dispatchDecision(policy.value, { contract, paths });
  if (dispatch.dispatch === 'deny')
    return fail(failure('dispatch_denied', `Policy does not let this start: ${dispatch.because.join('; ')}.`));

  return store.fileTask({
    requestId: input.requestId,
    requesterId: input.requester.id,
    contract,
    // Only what answers a warning is kept: a reason for nothing would look like an exception that somebody made.
    overrides: standing.overridden.map(({ finding, reason }) => ({ code: finding.code, field: finding.field, reason })),
    prompt: taskPrompt(contract, { branch: null }),
    now: input.now,
  });
};
