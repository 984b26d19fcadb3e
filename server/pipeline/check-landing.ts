import type { Artifact, Change, FilePatch } from '../domain/artifact/manifest.ts';
import { redactText } from '../domain/log/redact.ts';
import { asLanded, isAsChecked, type Landing, mayLand, receiptFor } from '../domain/merge/landing.ts';
import { decide } from '../domain/policy/decide.ts';
import { analyzeRisks } from '../domain/risk/analyze.ts';
import type { RiskReport } from '../domain/risk/finding.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { ok, type Result } from '../domain/shared/result.ts';
import type { CheckResult, PlannedCheck } from '../domain/verification/check.ts';
import { planChecks } from '../domain/verification/plan.ts';
import type { PreparedMerge } from '../ports/repository.ts';
import type { RunRecord, StoredArtifact } from '../ports/run-store.ts';
import { decisionInput, type Surroundings } from './decision-input.ts';
import type { EventWriter } from './event-writer.ts';
import type { HeldLease } from './hold-lease.ts';
import { readBoundedPatches } from './read-bounded-patches.ts';
import { runCheck, treeOfBase } from './run-check.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What stands about a run at the moment of landing. */
export type Standing = {
  readonly run: RunRecord;
  readonly stored: StoredArtifact & { readonly risks: RiskReport };
  readonly around: Surroundings;
};
export type Ready = Extract<PreparedMerge, { readonly state: 'ready' }>;

/** The tree was looked at: it may land, or `refusal` says why not. `called_off`: the worker stops, lost the run, or it was cancelled. */
export type CheckedLanding = { readonly landing: Landing; readonly refusal: Failure | null } | 'called_off';

/**
 * Checks and detectors on exactly the tree that would land, and the decision with what they say. Where nothing has moved since
 * the artifact was checked, what is stored counts and nothing is run again.
 */
export const checkLanding = async (
  ports: WorkerPorts,
  held: HeldLease,
  standing: Standing,
  ready: Ready,
  events: EventWriter,
  stopping: AbortSignal,
): Promise<Result<CheckedLanding>> => {
  const { run, stored, around } = standing;
  const { artifact } = stored;
  const isSame = isAsChecked(artifact, ready);
  const read = isSame ? ok({ change: artifact.change, patches: stored.patches }) : await readLanding(ports, run, ready);
  if (!read.ok) return read;
  const landed = isSame ? artifact : asLanded(run.contract, artifact, read.value.change);
  const planned = planChecks(run.contract, landed.change, landed.kind);
  const checked = await checkAgain(ports, held, standing, landed, planned, events, stopping);
  if (!checked.ok || checked.value === 'called_off') return checked as Result<'called_off'>;
  const { checks, ran } = checked.value;

  const risks = isSame ? stored.risks : analyzeRisks({ contract: run.contract, artifact: landed, patches: read.value.patches, checks });
  const decision = decide({ ...decisionInput(run, stored, risks, around, ports.clock.now()), artifact: landed, checks });
  const allowed = mayLand({
    artifact,
    landed,
    planned,
    checks,
    decision,
    branch: run.contract.environment.baseBranch,
    ontoSha: ready.onto,
  });
  const landing = {
    ontoSha: ready.onto,
    commitSha: ready.sha,
    treeId: ready.treeId,
    patchId: landed.change.patchId,
    artifactDigest: landed.digest,
    ran,
    risks,
    decision,
  };
  return ok({ landing, refusal: allowed.ok ? null : allowed.failure });
};

/** The diff from the base as it is now to what would land, read anew. */
const readLanding = async (
  ports: WorkerPorts,
  run: RunRecord,
  ready: Ready,
): Promise<Result<{ readonly change: Change; readonly patches: readonly FilePatch[] }>> => {
  const change = await ports.repositories.readChange(run.repository.id, ready.onto, ready.sha);
  if (!change.ok) return change;
  const patches = await readBoundedPatches(ports, run.repository.id, ready.onto, ready.sha, change.value.files);
  if (!patches.ok) return patches;
  const secrets = ports.secrets.list();
  const redacted = patches.value.map((file) => (file.patch === null ? file : { ...file, patch: redactText(secrets, file.patch) }));
  return ok({ change: change.value, patches: redacted });
};

/** Runs what has no receipt for its tree. */
const checkAgain = async (
  ports: WorkerPorts,
  held: HeldLease,
  { run, stored }: Standing,
  { change }: Artifact,
  planned: readonly PlannedCheck[],
  events: EventWriter,
  stopping: AbortSignal,
): Promise<Result<{ readonly checks: readonly CheckResult[]; readonly ran: readonly CheckResult[] } | 'called_off'>> => {
  const baseTree = await treeOfBase(ports, run.repository.id, change, planned);
  if (!baseTree.ok) return baseTree;
  const receipts = [...stored.checks, ...stored.landingChecks];
  const wanted = planned.map((plan) => {
    const treeId = plan.subject === 'base' ? baseTree.value : change.headTree;
    return { plan, treeId, receipt: receiptFor(plan, treeId, receipts) };
  });
  const open = wanted.filter(({ receipt }) => receipt === null).length;
  const text =
    open === 0
      ? `Tree ${change.headTree.slice(0, 12)} is the one that was checked: its receipts count`
      : `The base is at ${change.baseSha.slice(0, 12)} now: running ${open} check(s) on the tree that would land, ${change.headTree.slice(0, 12)}`;
  events.push({ kind: 'phase', phase: 'merge', state: 'note', text });
  const callOff = AbortSignal.any([held.cancelled, held.lost, stopping]);
  const checks: CheckResult[] = [];
  const ran: CheckResult[] = [];
  for (const [index, { plan, treeId, receipt }] of wanted.entries()) {
    if (callOff.aborted) return ok('called_off');
    const result = receipt ?? (await runCheck(ports, callOff, run, plan, treeId, index, events));
    checks.push(result);
    if (receipt === null) ran.push(result);
  }
  // What was called off is no result: whoever has the run next begins again.
  return ok(callOff.aborted ? 'called_off' : { checks, ran });
};
