import { decide } from '../domain/policy/decide.ts';
import { policyName } from '../domain/policy/decision.ts';
import { analyzeRisks } from '../domain/risk/analyze.ts';
import { decisionInput, readSurroundings } from './decision-input.ts';
import { cancelRun, failRun } from './end-run.ts';
import { createEventWriter } from './event-writer.ts';
import { holdLease } from './hold-lease.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Steps 7 and 8: findings, then what policy says about them. Pure functions over what is stored; repeatable. */
export const judgeRun = async (ports: WorkerPorts, runId: string): Promise<void> => {
  const held = await holdLease(ports, runId, ['JUDGING']);
  if (!held) return;
  const events = createEventWriter(ports, held.lease, () => undefined);
  try {
    const run = await ports.runs.read(runId);
    const stored = await ports.runs.readArtifact(runId);
    if (!run.ok) return;
    if (!stored.ok) return await failRun(ports, held, events, stored.failure);
    if (held.cancelled.aborted) return await cancelRun(ports, held, events);
    const { artifact, patches, checks } = stored.value;
    const around = await readSurroundings(ports.runs, run.value, ports.clock.now());

    events.push({ kind: 'phase', phase: 'judge', state: 'started', text: 'Looking for risks and asking the policy' });
    const risks = analyzeRisks({ contract: run.value.contract, artifact, patches, checks });
    const decision = decide(decisionInput(run.value, stored.value, risks, around, ports.clock.now()));
    events.push({
      kind: 'phase',
      phase: 'judge',
      state: 'finished',
      text: `${risks.findings.length} finding(s); policy ${policyName(decision.policy)} says ${decision.disposition}`,
    });
    const granted = decision.disposition === 'AUTO_MERGE';
    if (!granted) events.push({ kind: 'phase', phase: 'review', state: 'started', text: 'Waiting for a reviewer' });
    await events.flush();
    const moved = await ports.runs.commit(held.lease, {
      transition: granted ? 'granted' : 'held_for_review',
      at: ports.clock.now(),
      stored: { kind: 'judgement', risks, decision },
      ...(granted ? { next: { name: 'run.merge' as const } } : {}),
    });
    if (!moved.ok && moved.failure.code === 'cancelled') await cancelRun(ports, held, events);
  } finally {
    held.drop();
    await ports.runs.release(held.lease);
  }
};
