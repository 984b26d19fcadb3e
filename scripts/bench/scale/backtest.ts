import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { DETECTOR_NAMES } from '../../../server/domain/policy/detectors.ts';
import type { PolicyFacts } from '../../../server/domain/policy/facts.ts';
import type { Policy } from '../../../server/domain/policy/model.ts';
import { parsePolicy } from '../../../server/domain/policy/parse.ts';
import { plainFacts } from '../../../server/domain/policy/plain-facts.ts';
import { versionDigest } from '../../../server/domain/policy/policy-digest.ts';
import { quantile } from '../quantile.ts';
import { withGrownInstallation } from './grown-installation.ts';

const TASKS = 20_000;
const ITEMS = 10_000;
const WARM_UP = 1;
const ROUNDS = 7;
const BATCH = 500;

export type BacktestResults = {
  /** One backtest of a changed policy over 10,000 stored artifacts, as the API answers it. */
  readonly backtest_10k_ms: number;
};

/** 10,000 artifacts of one to twelve files, each with the facts of its decision, asked of the policy in force and of a plausible edit. */
export const measureBacktest = async (): Promise<BacktestResults> => {
  const yaml = await readFile(join(import.meta.dirname, '../../../policies/default.yaml'), 'utf8');
  const policy = mustParse(yaml);
  return await withGrownInstallation({ tasks: TASKS, waiting: 100 }, async ({ url, dataDir, pool }) => {
    const [{ composeWeb }, { webEnv }, { callerFor }, { contextFor }, { connectDatabase }, { seedPolicy }, { default: superjson }] =
      await Promise.all([
        import('../../../server/composition/web.ts'),
        import('../../../server/config/env.ts'),
        import('../../../server/api/root.ts'),
        import('../../../server/api/context.ts'),
        import('../../../server/adapters/db/connect.ts'),
        import('../../../server/adapters/db/seed.ts'),
        import('superjson'),
      ]);
    await storeFacts(pool, policy);
    const database = connectDatabase({ url, poolSize: 2 });
    await seedPolicy(database, { ...policy.metadata, yaml, digest: versionDigest(policy), now: Date.now() });
    await database.close();
    const web = composeWeb(webEnv({ DATABASE_URL: url, COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_LOG_LEVEL: 'silent' }));
    try {
      const api = callerFor(contextFor(web, { id: 'person_1', name: 'Person 1', email: '1@example.test', role: 'admin' }));
      const times: number[] = [];
      for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
        const startedAt = performance.now();
        const answer = await api.policy.backtest({ repositoryId: null, yaml: edited(yaml), last: ITEMS });
        superjson.stringify(answer);
        times.push(performance.now() - startedAt);

        if (answer.items !== ITEMS || !answer.isWider) throw new Error(`${answer.items} items were asked, wider: ${answer.isWider}.`);
      }
      const measured = times.slice(WARM_UP);
      const say = (ms: number) => `${ms.toFixed(0)} ms`;
      console.log(
        `backtest, ${ITEMS} artifacts: first ${say(times[0] ?? 0)}; then p50 ${say(quantile(measured, 0.5))}, slowest ${say(Math.max(...measured))}`,
      );
      return { backtest_10k_ms: Number(quantile(measured, 0.5).toFixed(0)) };
    } finally {
      web.beginStop();
      await web.close();
    }
  });
};

const mustParse = (yaml: string): Policy => {
  const parsed = parsePolicy(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  return parsed.value;
};

/** Docs become every markdown file, and the rule about what decides checks asks one person less. */
const edited = (yaml: string): string => {
  const text = yaml
    .replace('"docs/**/*.{md,rst,adoc,txt,png,svg}"', '"**/*.md"')
    .replace('- id: require-control-plane-files', '- id: require-control-files');
  if (text === yaml) throw new Error('the shipped policy is not written as this expects');
  return text;
};

/** Folders with what is in them. */
const PLACES = [
  ['src/cart', 'ts'],
  ['src/auth', 'ts'],
  ['docs', 'md'],
  ['web/components/session', 'tsx'],
  ['.github/workflows', 'yml'],
  ['db/migrations', 'sql'],
  ['test', 'test.ts'],
  ['packages/api/src', 'ts'],
  ['infra', 'json'],
] as const;

/** The artifact number `n` of a team: mostly code, some docs, now and then a finding, an approval or two. */
const factsOf = (policy: Policy, n: number): PolicyFacts => {
  const plain = plainFacts(policy);
  const pick = <T>(list: readonly T[], seed: number): T => list[seed % list.length] as T;
  const files = Array.from({ length: 1 + (n % 12) }, (_, index) => ({
    ...(plain.files?.[0] as NonNullable<PolicyFacts['files']>[number]),
    path: pathOf(pick(PLACES, n * 7 + Math.floor(index / 4)), n % 40, (n * 31 + index) % 97),
    added: 1 + ((n * 13 + index) % 60),
  }));
  const review = (name: string, role: 'reviewer' | 'senior-reviewer'): NonNullable<PolicyFacts['reviews']>[number] => ({
    reviewerId: name,
    reviewerName: name,
    kind: 'person',
    role,
    verdict: 'approve',
    artifactDigest: plain.artifactDigest ?? '',
    patchId: null,
    reason: 'Traced the callers.',
    viewed: files.map(({ path }) => path),
    checklist: [],
    acks: {},
    isReauthenticated: false,
    cleared: null,
  });
  return {
    ...plain,
    patchId: `${n}`.padStart(40, '0'),
    files,
    reviewableTotal: files.reduce((sum, { added, deleted }) => sum + added + deleted, 0),
    detectors: Object.fromEntries([...DETECTOR_NAMES].map((name) => [name, 'ran' as const])),
    findings:
      n % 5 > 0
        ? []
        : [
            {
              id: 'TST-02',
              cls: 'test_weakening',
              severity: n % 10 === 0 ? 'high' : 'medium',
              at: { path: files[0]?.path ?? '', line: n % 400 },
              evidence: 'it.skip("rejects an expired token", …)',
              fingerprint: `print-${n}`,
              waived: null,
            },
          ],
    reviews: [...(n % 2 === 0 ? [review('person_2', 'reviewer')] : []), ...(n % 6 === 0 ? [review('person_3', 'senior-reviewer')] : [])],
  };
};

const pathOf = ([folder, ending]: (typeof PLACES)[number], part: number, file: number): string =>
  `${folder}/part-${part}/file-${file}.${ending}`;

/** Under the newest artifacts, files where they are stored and the rest of the facts beside the decision. */
const storeFacts = async (pool: pg.Pool, policy: Policy): Promise<void> => {
  const { rows } = await pool.query<{ runId: string }>('SELECT "runId" FROM artifacts ORDER BY "createdAt" DESC, "runId" DESC LIMIT $1', [
    ITEMS,
  ]);
  for (let at = 0; at < rows.length; at += BATCH) {
    const ids = rows.slice(at, at + BATCH).map(({ runId }) => runId);
    const facts = ids.map((_, index) => factsOf(policy, at + index));
    await pool.query(
      `WITH given AS (SELECT * FROM unnest($1::text[], $2::jsonb[], $3::jsonb[]) AS given (id, files, facts)), changed AS (
         UPDATE artifacts SET change = jsonb_build_object('files', given.files), "fileCount" = jsonb_array_length(given.files)
         FROM given WHERE artifacts."runId" = given.id)
       UPDATE decisions SET facts = given.facts FROM given WHERE decisions."runId" = given.id`,
      [ids, facts.map(({ files }) => JSON.stringify(files)), facts.map(({ files: _files, ...rest }) => JSON.stringify(rest))],
    );
  }
  await pool.query('VACUUM ANALYZE');
};
