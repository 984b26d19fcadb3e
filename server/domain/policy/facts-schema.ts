import { z } from 'zod';
import { ARTIFACT_KINDS, type ChangedFile } from '../artifact/manifest.ts';
import { RETURN_KINDS, RISK_LEVELS } from '../contract/contract.ts';
import { REVIEW_VERDICTS } from '../review/review.ts';
import { SEVERITIES } from '../risk/finding.ts';
import { roleSchema } from '../shared/role.ts';
import { FILE_STATUSES } from './condition-model.ts';
import { CHECK_CONCLUSIONS, DETECTOR_STATES, EVIDENCE_KEYS, IDENTITY_KINDS, type PolicyFacts } from './facts.ts';

/** Facts as somebody writes them: what is left out is not known. Small things have the value they nearly always have. */
const NO_FILE = '000000';
const instant = z.number().int();
const oid = z.string().max(64);
const mode = z.string().regex(/^[0-7]{6}$/, 'Write six octal digits, e.g. 100644.');
const texts = z.array(z.string().max(4_096));
const unknownUnless = <T extends z.ZodType>(schema: T) => z.prefault(z.nullable(schema), null);

const fileSchema = z
  .strictObject({
    path: z.string().min(1).max(4_096),
    oldPath: z.string().min(1).max(4_096).nullable().default(null),
    status: z.enum(FILE_STATUSES).default('modified'),
    oldMode: mode.optional(),
    newMode: mode.optional(),
    oldOid: oid.default(''),
    newOid: oid.default(''),
    binary: z.boolean().default(false),
    added: z.number().int().min(0).default(1),
    deleted: z.number().int().min(0).default(0),
  })
  .transform(
    (file): ChangedFile => ({
      ...file,
      oldMode: file.oldMode ?? (file.status === 'added' ? NO_FILE : '100644'),
      newMode: file.newMode ?? (file.status === 'deleted' ? NO_FILE : '100644'),
    }),
  );

const checkSchema = z.strictObject({
  conclusion: z.enum(CHECK_CONCLUSIONS),
  source: z.string().max(100).default('control-plane'),
  tree: z.string().max(64).nullable().default(null),
  isStale: z.boolean().default(false),
});

const findingSchema = z.strictObject({
  id: z.string().min(1).max(100),
  cls: z.string().min(1).max(100),
  severity: z.enum(SEVERITIES),
  at: z
    .strictObject({ path: z.string().max(4_096), line: z.number().int().nullable().default(null) })
    .nullable()
    .default(null),
  evidence: z.string().max(4_096).default(''),
  fingerprint: z.string().min(1).max(200),
  waived: z.strictObject({ by: z.string(), reason: z.string(), expires: instant }).nullable().default(null),
});

const reviewSchema = z.strictObject({
  reviewerId: z.string().min(1).max(200),
  reviewerName: z.string().min(1).max(200),
  kind: z.enum(IDENTITY_KINDS).default('person'),
  role: roleSchema.nullable().default(null),
  verdict: z.enum(REVIEW_VERDICTS),
  artifactDigest: z.string().max(200),
  patchId: z.string().max(64).nullable().default(null),
  reason: z.string().max(10_000).default(''),
  viewed: texts.default([]),
  checklist: texts.default([]),
  acks: z
    .record(
      z.string(),
      z.strictObject({
        answer: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
        reason: z.string().max(10_000).default(''),
      }),
    )
    .default({}),
  isReauthenticated: z.boolean().default(false),
  cleared: z.strictObject({ by: z.string(), reason: z.string() }).nullable().default(null),
});

const releaseSchema = z.strictObject({
  rule: z.string().min(1).max(100),
  userId: z.string().min(1).max(200),
  userName: z.string().min(1).max(200),
  kind: z.enum(IDENTITY_KINDS).default('person'),
  role: roleSchema.nullable().default(null),
  reason: z.string().max(10_000),
  artifactDigest: z.string().max(200),
});

const evidenceSchema = z
  .partialRecord(z.enum(EVIDENCE_KEYS), z.boolean().nullable())
  .transform((given) => Object.fromEntries(EVIDENCE_KEYS.map((key) => [key, given[key] ?? null])) as PolicyFacts['evidence']);

export const factsSchema = z.strictObject({
  now: unknownUnless(instant),
  arrivedAt: unknownUnless(instant),
  artifactDigest: unknownUnless(z.string().min(1).max(200)),
  patchId: unknownUnless(z.string().max(64)),
  kind: unknownUnless(z.enum(ARTIFACT_KINDS)),
  targetBranch: unknownUnless(z.string().min(1).max(500)),
  freeze: unknownUnless(z.strictObject({ reason: z.string().max(500).nullable() })),
  files: unknownUnless(z.array(fileSchema).max(100_000)),
  reviewableTotal: unknownUnless(z.number().int().min(0)),
  trees: z
    .strictObject({ head: unknownUnless(z.string().max(64)), mergeResult: unknownUnless(z.string().max(64)) })
    .default({ head: null, mergeResult: null }),
  checks: unknownUnless(z.strictObject({ required: texts.default([]), results: z.record(z.string(), checkSchema).default({}) })),
  detectors: unknownUnless(z.record(z.string(), z.enum(DETECTOR_STATES))),
  findings: unknownUnless(z.array(findingSchema).max(10_000)),
  evidence: evidenceSchema.prefault({}),
  lastRoundPaths: unknownUnless(texts),
  task: unknownUnless(
    z.strictObject({
      kind: unknownUnless(z.enum(RETURN_KINDS)),
      risk: unknownUnless(z.enum(RISK_LEVELS)),
      allowedPaths: texts.default([]),
      deniedPaths: texts.default([]),
      attended: unknownUnless(z.boolean()),
      capabilities: unknownUnless(texts),
      labels: unknownUnless(texts),
      source: unknownUnless(z.string().max(100)),
    }),
  ),
  repositoryPaths: unknownUnless(texts),
  agent: unknownUnless(z.strictObject({ name: unknownUnless(z.string().max(200)), model: unknownUnless(z.string().max(200)) })),
  sandboxViolations: unknownUnless(z.number().int().min(0)),
  bounces: unknownUnless(z.number().int().min(0)),
  requesterId: unknownUnless(z.string().min(1).max(200)),
  committerIds: unknownUnless(texts),
  reviews: unknownUnless(z.array(reviewSchema).max(10_000)),
  openThreads: unknownUnless(z.number().int().min(0)),
  releases: unknownUnless(z.array(releaseSchema).max(1_000)),
  solo: unknownUnless(z.strictObject({ ownerId: z.string(), reason: z.string(), expires: instant })),
}) satisfies z.ZodType<PolicyFacts>;
