import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ApiClient } from '../scripts/stack/api-client.ts';
import type { ContractInput } from '../server/domain/contract/contract.ts';
import { as } from './harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from './harness/tasks.ts';

/** Each folder is one scenario: what the script agent does, and what must come of it. */
const scenarioSchema = z.strictObject({
  says: z.string(),
  script: z.string(),
  mergeMethod: z.enum(['squash', 'merge_commit']).default('squash'),
  contract: z.record(z.string(), z.unknown()).default({}),
  expect: z.strictObject({
    status: z.enum(['IN_REVIEW', 'MERGED', 'FAILED']),
    kind: z.enum(['change', 'investigation', 'failing_test', 'could_not_finish']),
    handoffBy: z.enum(['agent', 'control_plane']),
    disposition: z.string().optional(),
    /** Exactly these finding ids when empty; else at least these. */
    findings: z.array(z.string()).optional(),
    clauses: z.record(z.string(), z.enum(['kept', 'broken', 'unknown'])).optional(),
    checks: z.record(z.string(), z.string()).optional(),
    files: z.array(z.string()).optional(),
    /** Parents of the commit that landed. */
    parents: z.number().int().optional(),
  }),
});

const SCENARIOS = readdirSync(join(import.meta.dirname, 'scenarios'))
  .sort()
  .map((name) => ({ name, file: join(import.meta.dirname, 'scenarios', name, 'scenario.yaml') }))
  .flatMap(({ name, file }) => {
    try {
      return [{ name, ...scenarioSchema.parse(parse(readFileSync(file, 'utf8'))) }];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });

describe.concurrent('scenarios', () => {
  let admin: ApiClient;
  let member: ApiClient;
  beforeAll(async () => {
    admin = (await as(inject('url'), 'admin')).api;
    member = (await as(inject('url'), 'member')).api;
  });

  test.each(SCENARIOS)('$name: $says', async ({ name, script, mergeMethod, contract, expect: expected }) => {
    const repository = `shop-${name}`;
    const shop = await registerShop(admin, inject('dataDir'), repository);
    const registered = (await admin.repositories.list.query()).find((one) => one.name === repository);
    await admin.repositories.setMergeMethod.mutate({ id: registered?.id ?? '', mergeMethod });
    const base = scriptContract(repository, script);
    const parts = contract as Partial<ContractInput>;
    const { runId } = await fileOverriding(member, {
      ...base,
      ...parts,
      task: { ...base.task, ...parts.task },
      boundary: { ...base.boundary, ...parts.boundary },
    });
    await waitForStatus(member, runId, [expected.status]);
    const room = await member.reviews.room.query({ runId });
    const { artifact } = room;
    expect({ kind: artifact.kind, handoffBy: artifact.handoffBy }).toEqual({ kind: expected.kind, handoffBy: expected.handoffBy });
    expect(artifact.change.baseSha).toBe(shop.baseSha);
    if (expected.disposition) expect(room.decisions[0]?.decision.disposition).toBe(expected.disposition);
    if (expected.findings) {
      const ids = (room.risks?.findings ?? []).map((finding) => finding.id);
      if (expected.findings.length === 0) expect(ids).toEqual([]);
      else expect(ids).toEqual(expect.arrayContaining(expected.findings));
    }
    for (const [clause, verdict] of Object.entries(expected.clauses ?? {}))
      expect(artifact.clauses.find((one) => one.clause === clause)).toMatchObject({ verdict });
    if (expected.checks)
      expect(Object.fromEntries(room.checks.map((check) => [`${check.name} ${check.subject}`, check.outcome]))).toEqual(expected.checks);
    if (expected.files) expect(artifact.change.files.map((file) => file.path)).toEqual(expected.files);
    if (expected.status !== 'MERGED') return;
    const landed = execFileSync(
      'git',
      ['-c', `safe.directory=${shop.path}`, '--git-dir', shop.path, 'rev-list', '--parents', '-n', '1', 'main'],
      { encoding: 'utf8' },
    )
      .trim()
      .split(' ');
    expect(landed[0]).toBe(room.run.merge?.sha);
    expect(landed.length - 1).toBe(expected.parents ?? 1);
  });
});
