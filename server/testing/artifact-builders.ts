import type { Change, ChangedFile, Handoff } from '../domain/artifact/manifest.ts';
import { handoffSchema } from '../domain/artifact/manifest.ts';
import { type Contract, type ContractInput, contractSchema } from '../domain/contract/contract.ts';
import type { CheckResult } from '../domain/verification/check.ts';

type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;

/** Values for tests: valid as they are, with what the test is about put on top. */
export const aContract = (patch: DeepPartial<ContractInput> = {}): Contract =>
  contractSchema.parse({
    title: 'Checkout without addresses',
    ...patch,
    task: { outcome: 'When a user has no saved addresses, checkout throws a 500. Fix it.', ...patch.task },
    boundary: { allowedPaths: ['src/**', 'test/**', 'docs/**'], ...patch.boundary },
    environment: { repository: 'shop', baseBranch: 'main', agent: 'script', ...patch.environment },
    verification: patch.verification ?? { checks: [{ name: 'unit-tests', command: 'npm test', reproduces: true }] },
    returns: { artifact: 'change', ...patch.returns },
    stop: patch.stop ?? {},
  });

export const aFile = (path: string, patch: Partial<ChangedFile> = {}): ChangedFile => ({
  path,
  oldPath: null,
  status: 'modified',
  oldMode: '100644',
  newMode: '100644',
  oldOid: 'a'.repeat(40),
  newOid: 'b'.repeat(40),
  binary: false,
  added: 2,
  deleted: 1,
  ...patch,
});

export const aChange = (files: readonly ChangedFile[] = [aFile('src/checkout.ts')], patch: Partial<Change> = {}): Change => ({
  baseSha: '1'.repeat(40),
  headSha: '2'.repeat(40),
  baseTree: '3'.repeat(40),
  headTree: '4'.repeat(40),
  patchId: '5'.repeat(40),
  commits: [{ sha: '2'.repeat(40), subject: 'Fix', authorName: 'agent', authorEmail: 'agent@x.invalid', parents: 1 }],
  files,
  ...patch,
});

export const aHandoff = (patch: Partial<Handoff> = {}): Handoff => handoffSchema.parse({ kind: 'change', summary: 'Fixed it.', ...patch });

export const aCheckResult = (patch: Partial<CheckResult> = {}): CheckResult => ({
  name: 'unit-tests',
  command: 'npm test',
  subject: 'result',
  reproduces: true,
  outcome: 'passed',
  exitCode: 0,
  durationMs: 100,
  output: '',
  outputTruncated: false,
  treeId: '4'.repeat(40),
  imageDigest: `sha256:${'6'.repeat(64)}`,
  ...patch,
});
