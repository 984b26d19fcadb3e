import { clauseVerdicts } from '../domain/artifact/clauses.ts';
import { artifactDigest } from '../domain/artifact/digest.ts';
import type { Change, Handoff } from '../domain/artifact/manifest.ts';
import { handoffFromLog, lastHandoff } from '../domain/log/derive.ts';
import type { RunEvent } from '../domain/log/event.ts';
import { redactText } from '../domain/log/redact.ts';
import { DEFAULT_LIMITS } from '../domain/run/limits.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { RunRecord, SandboxRecord } from '../ports/run-store.ts';
import { agentWorkspaceKey, cancelRun, clearRun, collectSandboxName, failRun } from './end-run.ts';
import type { EventWriter } from './event-writer.ts';
import type { HeldLease } from './hold-lease.ts';
import { measuredFrom } from './moved-base.ts';
import { drainBytes } from './streams.ts';
import type { WorkerPorts } from './worker-ports.ts';

const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;
const COLLECT_TIMEOUT_MS = 120_000;
/** Patches of at most this many files are kept; the others are listed without their lines. */
export const MAX_PATCHED_FILES = 3_000;
/** Only the end of a very long log is read for the report. */
const REPORT_EVENTS = 5_000;

/**
 * Step 5: the result leaves the workspace as a bundle, written by a helper container that has nothing but the workspace, and
 * is taken into quarantine. The worker itself never runs git there. Repeatable: the same workspace gives the same artifact.
 */
export const collectRun = async (
  ports: WorkerPorts,
  held: HeldLease,
  run: RunRecord,
  events: EventWriter,
  endedBecause: string,
): Promise<void> => {
  events.push({ kind: 'phase', phase: 'collect', state: 'started', text: 'Collecting what the agent made' });
  await events.flush();
  const current = await ports.runs.read(run.id);
  const sandbox = current.ok ? current.value.sandbox : null;
  if (!sandbox)
    return failRun(ports, held, events, failure('workspace_failed', 'The run has no sandbox on record, so there is nothing to collect.'));

  const headSha = await collectHead(ports, run, sandbox, (text) => events.push({ kind: 'phase', phase: 'collect', state: 'note', text }));
  if (held.cancelled.aborted) return cancelRun(ports, held, events);
  // A result that cannot be taken in is no reason to lose the report of what happened.
  const refused = headSha.ok ? null : headSha.failure;
  if (refused && refused.code !== 'artifact_refused') return failRun(ports, held, events, refused);
  if (refused) events.push({ kind: 'failure', code: refused.code, text: refused.message });
  const head = headSha.ok ? headSha.value : sandbox.startSha;
  const baseSha = await measuredFrom(ports, run.repository.id, sandbox, head);
  if (!baseSha.ok) return failRun(ports, held, events, baseSha.failure);
  const change = await ports.repositories.readChange(run.repository.id, baseSha.value, head);
  if (!change.ok) return failRun(ports, held, events, change.failure);
  const paths = change.value.files.map((file) => file.path).slice(0, MAX_PATCHED_FILES);
  const patches = await ports.repositories.readPatches(run.repository.id, baseSha.value, change.value.headSha, paths);
  if (!patches.ok) return failRun(ports, held, events, patches.failure);

  const log = await lastEvents(ports, run.id);
  const given = refused ? null : lastHandoff(log);
  const handoff: Handoff = given ?? handoffFromLog(log, refused?.message ?? endedBecause, `image ${sandbox.image}, no network`);
  const artifact = {
    digest: artifactDigest(change.value, handoff),
    runId: run.id,
    kind: handoff.kind,
    handoffBy: given ? ('agent' as const) : ('control_plane' as const),
    handoff,
    change: change.value,
    clauses: clauseVerdicts(run.contract, change.value, handoff),
  };
  const secrets = ports.secrets.list();
  const redacted = patches.value.map((file) => (file.patch === null ? file : { ...file, patch: redactText(secrets, file.patch) }));
  events.push({ kind: 'phase', phase: 'collect', state: 'finished', text: describe(change.value) });
  await events.flush();
  const moved = await ports.runs.commit(held.lease, {
    transition: 'collected',
    at: ports.clock.now(),
    stored: { kind: 'artifact', artifact, patches: redacted },
    next: { name: 'run.verify' },
  });
  if (!moved.ok) ports.log.warn({ runId: run.id, code: moved.failure.code }, 'artifact not committed');
  await clearRun(ports, run.id);
};

/** The commit that the task branch ended at, in the control plane's own repository. */
const collectHead = async (
  ports: WorkerPorts,
  run: RunRecord,
  { image, startSha, upstreamSha }: SandboxRecord,
  note: (text: string) => void,
): Promise<Result<string>> => {
  const reopened = await ports.workspaces.reopen(agentWorkspaceKey(run.id));
  if (!reopened.ok) return reopened;
  const workspace = reopened.value;
  if (!workspace)
    return fail(
      failure('artifact_refused', 'The workspace of the run is not on this worker any more, so what the agent made cannot be collected.'),
    );
  await ports.sandboxes.remove(collectSandboxName(run.id));
  const helper = await ports.sandboxes.start({
    name: collectSandboxName(run.id),
    image,
    command: workspace.bundleCommand,
    env: {},
    workingDir: '/workspace',
    mounts: workspace.mounts,
    limits: DEFAULT_LIMITS,
    labels: { 'dev.countersign.installation': ports.installation, 'dev.countersign.run': run.id, 'dev.countersign.role': 'collect' },
    stdin: false,
  });
  if (!helper.ok) return helper;
  const callOff = ports.clock.after(COLLECT_TIMEOUT_MS, () => void helper.value.remove());
  const [bundle, errors, exit] = await Promise.all([
    drainBytes(helper.value.stdout, MAX_BUNDLE_BYTES),
    drainBytes(helper.value.stderr, 16_384),
    helper.value.exited,
  ]);
  callOff();
  await helper.value.remove();
  if (bundle.truncated) return fail(failure('artifact_refused', `The result is larger than ${MAX_BUNDLE_BYTES / 1024 / 1024} MB.`));
  const said = new TextDecoder().decode(errors.bytes).trim().slice(-500);
  if (exit.exitCode !== 0) {
    return fail(
      failure(
        'artifact_refused',
        `The task branch could not be read from the workspace (exit code ${exit.exitCode}): ${said || 'no message'}`,
      ),
    );
  }
  if (said) note(said);
  const ingested = await ports.repositories.ingest({
    repositoryId: run.repository.id,
    runId: run.id,
    branch: run.branch,
    baseSha: startSha,
    upstreamSha,
    bundle: bundle.bytes,
  });
  return ingested.ok ? ok(ingested.value.headSha) : ingested;
};

const lastEvents = async (ports: WorkerPorts, runId: string): Promise<RunEvent[]> => {
  const all: RunEvent[] = [];
  let after = 0;
  for (;;) {
    const page = await ports.events.read(runId, after, 2_000);
    all.push(...page);
    if (all.length > REPORT_EVENTS) all.splice(0, all.length - REPORT_EVENTS);
    const last = page.at(-1);
    if (!last || page.length < 2_000) return all;
    after = last.seq;
  }
};

const describe = (change: Change): string => {
  const added = change.files.reduce((sum, file) => sum + file.added, 0);
  const deleted = change.files.reduce((sum, file) => sum + file.deleted, 0);
  if (change.files.length === 0) return 'Collected: no change to the files';
  return `Collected ${change.commits.length} commit(s), ${change.files.length} file(s), +${added} −${deleted}`;
};
