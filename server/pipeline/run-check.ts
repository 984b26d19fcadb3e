import type { Change } from '../domain/artifact/manifest.ts';
import { redactText } from '../domain/log/redact.ts';
import { DEFAULT_LIMITS } from '../domain/run/limits.ts';
import { ok, type Result } from '../domain/shared/result.ts';
import type { CheckResult, PlannedCheck } from '../domain/verification/check.ts';
import { isTestPath } from '../domain/verification/test-paths.ts';
import type { RunRecord } from '../ports/run-store.ts';
import type { EventWriter } from './event-writer.ts';
import { drainBytes } from './streams.ts';
import type { WorkerPorts } from './worker-ports.ts';

const MAX_OUTPUT_BYTES = 1024 * 1024;

/** The base with the result's tests on it: a reproduction that is new cannot fail on a base that does not have it. */
export const treeOfBase = async (
  ports: WorkerPorts,
  repositoryId: string,
  change: Change,
  planned: readonly PlannedCheck[],
): Promise<Result<string>> => {
  if (!planned.some((plan) => plan.subject === 'base')) return ok(change.baseTree);
  const tests = change.files.filter((file) => file.status !== 'deleted' && isTestPath(file.path)).map((file) => file.path);
  const tree = await ports.repositories.overlayTree(repositoryId, change.baseSha, change.headSha, tests);
  return tree.ok ? ok(tree.value.treeId) : tree;
};

/** One check in a clean container on `treeId`. What was called off comes back as `not_run`: it is no result. */
export const runCheck = async (
  ports: WorkerPorts,
  calledOff: AbortSignal,
  run: RunRecord,
  plan: PlannedCheck,
  treeId: string,
  index: number,
  events: EventWriter,
): Promise<CheckResult> => {
  const { check, subject } = plan;
  const startedAt = ports.clock.now();
  const key = `check-${run.id}-${index}`;
  const name = `countersign-${key}`;
  const say = (state: 'started' | 'passed' | 'failed' | 'timed_out' | 'not_run', exitCode: number | null, ms: number | null) =>
    events.push({ kind: 'check', name: check.name, subject, state, exitCode, ms });
  const finish = (
    outcome: CheckResult['outcome'],
    exitCode: number | null,
    output: string,
    outputTruncated: boolean,
    imageDigest: string,
  ): CheckResult => {
    const durationMs = ports.clock.now() - startedAt;
    if (output) events.push({ kind: 'output', source: 'check', name: `${check.name} (${subject})`, text: output.slice(-64 * 1024) });
    say(outcome, exitCode, durationMs);
    return {
      name: check.name,
      command: check.command,
      subject,
      reproduces: check.reproduces,
      outcome,
      exitCode,
      durationMs,
      output: redactText(ports.secrets.list(), output),
      outputTruncated,
      treeId,
      imageDigest,
    };
  };
  say('started', null, null);

  await ports.sandboxes.remove(name);
  await ports.workspaces.close(key);
  const workspace = await ports.workspaces.openForCheck({
    key,
    repositoryId: run.repository.id,
    treeish: treeId,
    sizeMb: DEFAULT_LIMITS.workspaceMb,
  });
  if (!workspace.ok) return finish('not_run', null, workspace.failure.message, false, '');
  try {
    const sandbox = await ports.sandboxes.start({
      name,
      image: run.sandbox?.image ?? '',
      // Both streams into one, in the order they were written, as a person would see them.
      command: ['sh', '-c', `exec 2>&1\n${check.command}`],
      env: { CI: 'true' },
      workingDir: '/workspace',
      mounts: workspace.value.mounts,
      limits: DEFAULT_LIMITS,
      labels: { 'dev.countersign.installation': ports.installation, 'dev.countersign.run': run.id, 'dev.countersign.role': 'check' },
      stdin: false,
    });
    if (!sandbox.ok) return finish('not_run', null, sandbox.failure.message, false, '');
    let timedOut = false;
    const end = () => void sandbox.value.remove();
    const callOff = ports.clock.after(check.timeoutMinutes * 60_000, () => {
      timedOut = true;
      end();
    });
    calledOff.addEventListener('abort', end, { once: true });
    if (calledOff.aborted) end();
    const [output, , exit] = await Promise.all([
      drainBytes(sandbox.value.stdout, MAX_OUTPUT_BYTES),
      drainBytes(sandbox.value.stderr, 1024),
      sandbox.value.exited,
    ]);
    callOff();
    calledOff.removeEventListener('abort', end);
    await sandbox.value.remove();
    const text = new TextDecoder().decode(output.bytes);
    const outcome = timedOut ? 'timed_out' : calledOff.aborted ? 'not_run' : exit.exitCode === 0 ? 'passed' : 'failed';
    const note = exit.outOfMemory ? `\n[the check ran out of its ${DEFAULT_LIMITS.memoryMb} MB of memory]` : '';
    return finish(outcome, timedOut ? null : exit.exitCode, text + note, output.truncated, sandbox.value.imageDigest);
  } finally {
    await ports.workspaces.close(key);
  }
};
