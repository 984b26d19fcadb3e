import type { Artifact, ArtifactKind, FilePatch } from '../../domain/artifact/manifest.ts';
import type { Contract } from '../../domain/contract/contract.ts';
import { type Decision, NO_ASKS } from '../../domain/policy/decision.ts';
import type { StoredRelease } from '../../domain/review/release.ts';
import { givenSchema, type Review, type ReviewComment } from '../../domain/review/review.ts';
import type { Finding, RiskReport } from '../../domain/risk/finding.ts';
import type { RunStatus } from '../../domain/run/status.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import type { Person, Role } from '../../domain/shared/role.ts';
import type { CheckOutcome, CheckResult, CheckSubject } from '../../domain/verification/check.ts';
import type { AgentKind, ProviderKind } from '../../ports/agent.ts';
import type { AgentProfileRecord, KeySource, SandboxRecord, StoredArtifact } from '../../ports/run-store.ts';
import type * as Row from './generated/client.ts';
import { Prisma } from './generated/client.ts';
import { storableJson, storableText } from './storable.ts';

/** Rows to values and back. What is read here was checked before it was written; the columns only lost its type. */

export const personOf = (row: Pick<Row.User, 'id' | 'name' | 'email' | 'role'>): Person => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role as Role,
});
export const statusOf = (row: { readonly status: string }): RunStatus => row.status as RunStatus;
export const contractOf = (row: { readonly contract: Prisma.JsonValue }): Contract => row.contract as unknown as Contract;
export const sandboxOf = (row: { readonly sandbox: Prisma.JsonValue | null }): SandboxRecord | null =>
  row.sandbox as unknown as SandboxRecord | null;
export const failureOf = (value: Prisma.JsonValue | null): Failure | null => value as unknown as Failure | null;
/** Decisions of earlier versions do not say what they ask for; nothing is read into them. */
export const decisionOf = (row: { readonly tree: Prisma.JsonValue }): Decision => ({
  ...{ asks: NO_ASKS, releases: [], overrides: [], isSelfApproved: false },
  ...(row.tree as unknown as Decision),
});
export const msOf = (date: Date | null): number | null => date?.getTime() ?? null;

export const agentProfileOf = (row: Row.AgentProfile): AgentProfileRecord => ({
  id: row.id,
  name: row.name,
  kind: row.kind as AgentKind,
  provider: row.provider as ProviderKind | null,
  model: row.model,
  baseUrl: row.baseUrl,
  key: keyOf(row),
  image: row.image,
});

function keyOf(row: Row.AgentProfile): KeySource {
  if (row.keyFrom === 'environment' && row.keyVariable !== null) return { from: 'environment', variable: row.keyVariable };
  if (row.keyFrom === 'sealed' && row.keySealed !== null) return { from: 'sealed', sealed: row.keySealed };
  return { from: 'none' };
}

export const reviewOf = (row: Row.Review & { readonly reviewer: { readonly name: string } }, patchId: string | null = null): Review => ({
  id: row.id,
  artifactDigest: row.artifactDigest,
  patchId,
  reviewerId: row.reviewerId,
  reviewerName: row.reviewer.name,
  verdict: row.verdict as Review['verdict'],
  reason: row.reason,
  comments: row.comments as unknown as readonly ReviewComment[],
  given: givenSchema.parse(row.given),
  at: row.at.getTime(),
});

export const artifactOf = (row: Row.Artifact): Artifact => ({
  digest: row.digest,
  runId: row.runId,
  kind: row.kind as ArtifactKind,
  handoffBy: row.handoffBy as Artifact['handoffBy'],
  handoff: row.handoff as unknown as Artifact['handoff'],
  change: row.change as unknown as Artifact['change'],
  clauses: row.clauses as unknown as Artifact['clauses'],
});

export const patchOf = (row: { readonly path: string; readonly patch: string | null; readonly omitted: string | null }): FilePatch => ({
  path: row.path,
  patch: row.patch,
  omitted: row.omitted as FilePatch['omitted'],
});

export const checkOf = (row: Row.Receipt | Row.LandingReceipt): CheckResult => ({
  name: row.name,
  command: row.command,
  subject: row.subject as CheckSubject,
  reproduces: row.reproduces,
  outcome: row.outcome as CheckOutcome,
  exitCode: row.exitCode,
  durationMs: row.durationMs,
  output: row.output,
  outputTruncated: row.outputTruncated,
  treeId: row.treeId,
  imageDigest: row.imageDigest,
});

const findingOf = (row: Row.Finding): Finding => ({
  id: row.ruleId,
  cls: row.cls as Finding['cls'],
  severity: row.severity as Finding['severity'],
  confidence: row.confidence as Finding['confidence'],
  at: row.place as unknown as Finding['at'],
  evidence: row.evidence,
  ask: row.ask,
  fingerprint: row.fingerprint,
});

export const WHOLE_ARTIFACT = {
  files: { orderBy: { position: 'asc' } },
  receipts: { orderBy: { position: 'asc' } },
  findings: { orderBy: { position: 'asc' } },
  riskReport: true,
  releases: { orderBy: { position: 'asc' }, include: { user: { select: { name: true } } } },
} as const satisfies Prisma.ArtifactInclude;
type WholeArtifact = Prisma.ArtifactGetPayload<{ include: typeof WHOLE_ARTIFACT }>;

export const risksOf = (row: Pick<WholeArtifact, 'riskReport' | 'findings'>): RiskReport | null =>
  row.riskReport && { findings: row.findings.map(findingOf), detectors: row.riskReport.detectors as unknown as RiskReport['detectors'] };

export const storedArtifactOf = (
  row: WholeArtifact,
  decision: { readonly tree: Prisma.JsonValue } | null,
  landingReceipts: readonly Row.LandingReceipt[],
): Omit<StoredArtifact, 'committerIds'> => ({
  artifact: artifactOf(row),
  patches: row.files.map(patchOf),
  checks: row.receipts.map(checkOf),
  landingChecks: landingReceipts.map(checkOf),
  risks: risksOf(row),
  decision: decision && decisionOf(decision),
  releases: row.releases.filter((release) => release.artifactDigest === row.digest).map(releaseOf),
  arrivedAt: row.createdAt.getTime(),
});

const releaseOf = (row: Row.Release & { readonly user: { readonly name: string } }): StoredRelease => ({
  rule: row.rule,
  userId: row.userId,
  userName: row.user.name,
  reason: row.reason,
  artifactDigest: row.artifactDigest,
  at: row.at.getTime(),
});

export const artifactRow = (artifact: Artifact, at: Date): Prisma.ArtifactUncheckedCreateInput => ({
  runId: artifact.runId,
  digest: artifact.digest,
  kind: artifact.kind,
  handoffBy: artifact.handoffBy,
  handoff: storableJson(artifact.handoff),
  change: storableJson(artifact.change),
  clauses: storableJson(artifact.clauses),
  fileCount: artifact.change.files.length,
  added: artifact.change.files.reduce((sum, file) => sum + file.added, 0),
  deleted: artifact.change.files.reduce((sum, file) => sum + file.deleted, 0),
  createdAt: at,
});

export const fileRow = (runId: string, { path, patch, omitted }: FilePatch, position: number): Prisma.ArtifactFileCreateManyInput => ({
  runId,
  position,
  path: storableText(path),
  patch: patch === null ? null : storableText(patch),
  omitted,
});

export const receiptRow = (
  runId: string,
  artifactDigest: string,
  at: Date,
  check: CheckResult,
  position: number,
): Prisma.ReceiptCreateManyInput => ({
  runId,
  artifactDigest,
  at,
  position,
  ...checkColumns(check),
});

export const checkColumns = (check: CheckResult) => ({
  ...check,
  command: storableText(check.command),
  output: storableText(check.output),
  durationMs: Math.round(check.durationMs),
});

export const findingRow = (
  runId: string,
  artifactDigest: string,
  { id, at, ...finding }: Finding,
  position: number,
): Prisma.FindingCreateManyInput => ({
  runId,
  artifactDigest,
  position,
  ruleId: id,
  ...finding,
  evidence: storableText(finding.evidence),
  ask: storableText(finding.ask),
  place: at === null ? Prisma.DbNull : storableJson(at),
});
