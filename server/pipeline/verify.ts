import type { Artifact } from '../domain/artifact/manifest.ts';
import { redactText } from '../domain/log/redact.ts';
import { DEFAULT_LIMITS } from '../domain/run/limits.ts';
import { ok, type Result } from '../domain/shared/result.ts';
import type { CheckResult, PlannedCheck } from '../domain/verification/check.ts';
import { planChecks } from '../domain/verification/plan.ts';
import { isTestPath } from '../domain/verification/test-paths.ts';
import type { RunRecord } from '../ports/run-store.ts';
import { cancelRun, failRun } from './end-run.ts';
import { createEventWriter, type EventWriter } from './event-writer.ts';
import { holdLease } from './hold-lease.ts';
import { drainBytes } from './streams.ts';
import type { WorkerPorts } from './worker-ports.ts';

const MAX_OUTPUT_BYTES = 1024 * 1024;

/** Step 6: every check of the contract, in a clean container at the collected commit. Repeatable: a worker that stops gives it back. */
export const verifyRun = async (ports: WorkerPorts, runId: string, stopping: AbortSignal): Promise<void> => {
  const held = await holdLease(ports, runId, ['VERIFYING']);
  if (!held) return;
  const events = createEventWriter(ports, held.lease, () => undefined);
  try {
    const run = await ports.runs.read(runId);
    if (!run.ok) return;
    const stored = await ports.runs.readArtifact(runId);
    if (!stored.ok) return await failRun(ports, held, events, stored.failure);
    const { artifact } = stored.value;
    const planned = planChecks(run.value.contract, artifact.change, artifact.kind);
    events.push({
      kind: 'phase',
      phase: 'verify',
      state: 'started',
      text: planned.length === 0 ? 'Nothing to check' : `Running ${planned.length} check(s) in clean containers`,
    });

    const baseTree = await treeOfBase(ports, run.value, artifact, planned);
    if (!baseTree.ok) return await failRun(ports, held, events, baseTree.failure);
    const checks: CheckResult[] = [];
    for (const [index, plan] of planned.entries()) {
      if (held.cancelled.aborted) return await cancelRun(ports, held, events);
      if (held.lost.aborted || stopping.aborted) return;
      const callOff = AbortSignal.any([held.cancelled, held.lost, stopping]);
      checks.push(
        await runCheck(ports, callOff, run.value, plan, plan.subject === 'base' ? baseTree.value : artifact.change.headTree, index, events),
      );
    }
    if (held.cancelled.aborted) return await cancelRun(ports, held, events);
    // What was called off is no result: whoever has the run next begins again.
    if (held.lost.aborted || stopping.aborted) return;
    events.push({ kind: 'phase', phase: 'verify', state: 'finished', text: 'Checks done' });
    await events.flush();
    await ports.runs.commit(held.lease, {
      transition: 'verified',
      at: ports.clock.now(),
      stored: { kind: 'checks', checks },
      next: { name: 'run.judge' },
    });
  } finally {
    held.drop();
    await ports.runs.release(held.lease);
  }
};

/** The base with the result's tests on it: a reproduction that is new cannot fail on a base that does not have it. */
const treeOfBase = async (
  ports: WorkerPorts,
  run: RunRecord,
  artifact: Artifact,
  planned: readonly PlannedCheck[],
): Promise<Result<string>> => {
  if (!planned.some((plan) => plan.subject === 'base')) return ok(artifact.change.baseTree);
  const tests = artifact.change.files.filter((file) => file.status !== 'deleted' && isTestPath(file.path)).map((file) => file.path);
  const tree = await ports.repositories.overlayTree(run.repository.id, artifact.change.baseSha, artifact.change.headSha, tests);
  return tree.ok ? ok(tree.value.treeId) : tree;
};

const runCheck = async (
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
