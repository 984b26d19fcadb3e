import type { Handoff } from '../domain/artifact/manifest.ts';
import { movedBaseText } from '../domain/contract/prompt.ts';
import { effectivePolicy } from '../domain/policy/effective-policy.ts';
import { watchTripwires } from '../domain/policy/tripwires.ts';
import { DEFAULT_LIMITS } from '../domain/run/limits.ts';
import { answerPermission } from '../domain/run/permission.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { AgentSession } from '../ports/agent.ts';
import type { BrokerSession } from '../ports/broker.ts';
import type { RunRecord } from '../ports/run-store.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { agentSandboxName, agentWorkspaceKey, clearRun } from './end-run.ts';
import type { EventWriter } from './event-writer.ts';
import type { HeldLease } from './hold-lease.ts';
import { modelUpstream } from './model-upstream.ts';
import { movedBase } from './moved-base.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** A sandbox with an agent in it that is ready for its first prompt. */
export type PreparedRun = {
  readonly sandbox: Sandbox;
  readonly broker: BrokerSession;
  readonly session: AgentSession;
  /** What the agent is told first. */
  readonly prompt: string;
  /** The newest hand-off, or null as long as there is none. */
  readonly handoff: () => Handoff | null;
  readonly questionOpen: () => boolean;
  readonly answerQuestion: () => void;
  /** Calls back at what policy wants a person to look at before the agent goes on. */
  readonly onTripwire: (stop: () => void) => void;
};

/**
 * From a claimed run to an open agent session: mirror refreshed, workspace on the task branch, broker socket, sandbox, protocol.
 * On failure everything made here is gone again.
 */
export const prepareRun = async (
  ports: WorkerPorts,
  held: HeldLease,
  run: RunRecord,
  events: EventWriter,
): Promise<Result<PreparedRun>> => {
  const prepared = await tryPrepare(ports, held, run, events);
  if (!prepared.ok) await clearRun(ports, run.id);
  return prepared;
};

const tryPrepare = async (ports: WorkerPorts, held: HeldLease, run: RunRecord, events: EventWriter): Promise<Result<PreparedRun>> => {
  const say = (text: string) => events.push({ kind: 'phase', phase: 'prepare', state: 'note', text });
  events.push({ kind: 'phase', phase: 'prepare', state: 'started', text: `Preparing run ${run.number} on worker ${ports.workerId}` });
  // Whatever an earlier attempt of this stage left is not trusted.
  await clearRun(ports, run.id);

  const upstream = modelUpstream(ports, run.agent);
  if (!upstream.ok) return upstream;

  const synced = await ports.repositories.sync(run.repository.id, { url: run.repository.url });
  if (!synced.ok) return synced;
  const baseBranch = run.contract.environment.baseBranch;
  const tip = synced.value.branches.find((branch) => branch.name === baseBranch)?.sha;
  if (!tip)
    return fail(failure('repository_unborn_branch', `The repository ${run.repository.name} has no branch ${baseBranch} with commits.`));
  const baseSha = run.baseSha ?? tip;
  const startSha = run.startSha ?? baseSha;
  const upstreamSha = await movedBase(ports, run.repository.id, { baseSha, startSha, tip });
  if (!upstreamSha.ok) return upstreamSha;
  const moved = upstreamSha.value ? `; ${baseBranch} has moved on to ${tip.slice(0, 12)}, which the agent may merge` : '';
  say(`Repository ${run.repository.name} at ${startSha.slice(0, 12)}${moved}`);

  const launch = ports.agents.launch(run.agent.kind, {
    provider: run.agent.provider ?? 'openai_compatible',
    model: run.agent.model || 'none',
  });
  if (!launch.ok) return launch;
  const image = run.agent.image ?? launch.value.image;
  const imageDigest = await ports.sandboxes.imageDigest(image);
  if (!imageDigest.ok) return imageDigest;

  const workspace = await ports.workspaces.openForAgent({
    key: agentWorkspaceKey(run.id),
    repositoryId: run.repository.id,
    baseSha: startSha,
    branch: run.branch,
    sizeMb: DEFAULT_LIMITS.workspaceMb,
    upstream: { branch: baseBranch, sha: upstreamSha.value ?? baseSha },
  });
  if (!workspace.ok) return workspace;
  say(`Workspace ready on ${run.branch} (${ports.workspaces.method}, at most ${DEFAULT_LIMITS.workspaceMb} MB)`);

  const { policy } = effectivePolicy(await ports.runs.activePolicy(run.repository.id));
  if (!policy.ok) return fail(failure('dispatch_denied', `Nothing is started, because ${policy.failure}.`));
  const watch = watchTripwires(policy.value, run.contract);
  let stop = () => {};
  let handoff: Handoff | null = null;
  let questionOpen = false;
  const broker = await ports.broker.open({
    runId: run.id,
    model: upstream.value,
    handlers: {
      onEvent: (body) => {
        if (body.kind === 'question') questionOpen = true;
        events.push(body);
      },
      onHandoff: (given) => {
        handoff = given;
        events.push({ kind: 'handoff', handoff: given });
        return { accepted: true, message: 'Received. End your turn now; we run the checks ourselves.' };
      },
    },
  });
  if (!broker.ok) return broker;

  const closeBroker = async <T>(result: T): Promise<T> => {
    await broker.value.close();
    return result;
  };
  const mounts = [...workspace.value.mounts, ...broker.value.mounts];
  const limits = { ...DEFAULT_LIMITS };
  const sandbox = await ports.sandboxes.start({
    name: agentSandboxName(run.id),
    image,
    command: launch.value.command,
    env: launch.value.env,
    workingDir: '/workspace',
    mounts,
    limits,
    labels: { 'dev.countersign.installation': ports.installation, 'dev.countersign.run': run.id, 'dev.countersign.role': 'agent' },
    stdin: true,
  });
  if (!sandbox.ok) return closeBroker(sandbox);
  if (held.cancelled.aborted) return closeBroker(fail(failure('cancelled', 'The run was cancelled while it was being prepared.')));
  const recorded = await ports.runs.recordSandbox(held.lease, {
    name: sandbox.value.name,
    image,
    imageDigest: sandbox.value.imageDigest,
    limits,
    mounts: mounts.map((mount) => `${mount.target}${mount.readOnly ? ' (read-only)' : ''}`),
    workspaceMethod: ports.workspaces.method,
    startSha,
    baseSha,
    ...(upstreamSha.value ? { upstreamSha: upstreamSha.value } : {}),
  });
  if (!recorded.ok) return closeBroker(recorded);
  say(`Sandbox started from ${image} (${sandbox.value.imageDigest.slice(7, 19)}), no network`);

  const session = await ports.agents.open(run.agent.kind, sandbox.value, {
    onEvent: (body) => {
      events.push(body);
      const tripped = watch(body);
      if (!tripped) return;
      events.push(tripped);
      stop();
    },
    onPermission: (request) => answerPermission(request, run.contract.boundary),
  });
  if (!session.ok) return closeBroker(session);
  events.push({ kind: 'phase', phase: 'prepare', state: 'finished', text: `${run.agent.name} is ready` });

  return ok({
    sandbox: sandbox.value,
    broker: broker.value,
    session: session.value,
    prompt: upstreamSha.value ? `${run.prompt}\n\n${movedBaseText(baseBranch, upstreamSha.value)}` : run.prompt,
    handoff: () => handoff,
    questionOpen: () => questionOpen,
    answerQuestion: () => {
      questionOpen = false;
    },
    onTripwire: (given) => {
      stop = given;
    },
  });
};
