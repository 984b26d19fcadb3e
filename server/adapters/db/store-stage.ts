import type { Interdiff } from '../../domain/artifact/interdiff.ts';
import type { Landing } from '../../domain/merge/landing.ts';
import type { Stored } from '../../ports/run-store.ts';
import type { Transaction } from './connect.ts';
import type { LockedRun } from './move-run.ts';
import { newId } from './new-id.ts';
import { artifactRow, checkColumns, fileRow, findingRow, receiptRow } from './rows.ts';
import { storableJson } from './storable.ts';
import { storeDecision } from './store-decision.ts';

/** Writes what a stage left behind, apart from a merge (`recordLanded`). Rows after the log name the artifact that they are about. */
export async function storeStage(tx: Transaction, run: LockedRun, stored: Exclude<Stored, { kind: 'merge' }>, at: number): Promise<void> {
  const when = new Date(at);
  if (stored.kind === 'failure') {
    await tx.run.update({ where: { id: run.id }, data: { failure: storableJson(stored.failure) } });
    return;
  }
  if (stored.kind === 'artifact') {
    await tx.artifact.create({ data: artifactRow(stored.artifact, when) });
    await tx.artifactFile.createMany({ data: stored.patches.map((patch, position) => fileRow(run.id, patch, position)) });
    for (const interdiff of stored.interdiffs ?? []) await storeInterdiff(tx, run.id, interdiff);
    await tx.run.update({ where: { id: run.id }, data: { artifactDigest: stored.artifact.digest } });
    return;
  }
  const artifactDigest = run.artifactDigest;
  if (artifactDigest === null) throw new Error(`run ${run.id} has no artifact to store ${stored.kind} for`);
  if (stored.kind === 'checks') {
    await tx.receipt.createMany({
      data: stored.checks.map((check, position) => receiptRow(run.id, artifactDigest, when, check, position)),
    });
  } else if (stored.kind === 'judgement') {
    await tx.riskReport.create({ data: { runId: run.id, artifactDigest, detectors: storableJson(stored.risks.detectors), at: when } });
    await tx.finding.createMany({
      data: stored.risks.findings.map((finding, position) => findingRow(run.id, artifactDigest, finding, position)),
    });
    await storeDecision(tx, run.id, artifactDigest, stored.decision, when);
  } else {
    await storeLanding(tx, run.id, stored.landing, stored.refusal === null, when);
    if (stored.refusal) await tx.run.update({ where: { id: run.id }, data: { failure: storableJson(stored.refusal) } });
  }
}

async function storeInterdiff(tx: Transaction, runId: string, { sinceRunId, baseMoved, files, patches }: Interdiff): Promise<void> {
  await tx.interdiff.create({ data: { runId, sinceRunId, baseMoved, files: storableJson(files) } });
  await tx.interdiffFile.createMany({ data: patches.map((patch, position) => ({ sinceRunId, ...fileRow(runId, patch, position) })) });
}

async function storeLanding(tx: Transaction, runId: string, landing: Landing, permitted: boolean, at: Date): Promise<void> {
  const { ran, risks, decision, ...facts } = landing;
  const id = newId('landing');
  await tx.landing.create({
    data: {
      id,
      runId,
      ...facts,
      findings: storableJson(risks.findings),
      detectors: storableJson(risks.detectors),
      disposition: decision.disposition,
      permitted,
      at,
    },
  });
  await tx.landingReceipt.createMany({ data: ran.map((check, position) => ({ landingId: id, position, ...checkColumns(check) })) });
  await storeDecision(tx, runId, landing.artifactDigest, decision, at);
}
