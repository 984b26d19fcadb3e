import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { generateClient, migrate } from '../../setup/database.ts';
import { startPostgres } from '../../setup/postgres.ts';

const REPOSITORIES = 40;
const REQUESTERS = 60;
const REVIEWERS = 20;

export type Grown = { readonly url: string; readonly dataDir: string; readonly pool: pg.Pool };

/** A throw-away database with `tasks` tasks of which `waiting` are in review, gone when `work` is done. */
export const withGrownInstallation = async <T>(
  size: { readonly tasks: number; readonly waiting: number },
  work: (grown: Grown) => Promise<T>,
): Promise<T> => {
  await generateClient();
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  const postgres = await startPostgres({ dataDir, throwAway: true, quiet: true });
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  // Its connections may still be closing when Postgres stops; what was asked has been answered by then.
  pool.on('error', () => undefined);
  try {
    await migrate(postgres.url, { quiet: true });
    await fill(pool, size);
    return await work({ url: postgres.url, dataDir, pool });
  } finally {
    await pool.end();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** In bulk, with the sizes of real rows where a size matters: a decision's tree and an artifact's change are long. */
const fill = async (pool: pg.Pool, { tasks, waiting }: { readonly tasks: number; readonly waiting: number }): Promise<void> => {
  const run = (sql: string, values: readonly unknown[] = []) => pool.query(sql, [...values]);
  await run(
    `INSERT INTO users (id, name, email, role) SELECT 'person_' || n, 'Person ' || n, n || '@example.test',
       CASE WHEN n <= $1 THEN 'reviewer' ELSE 'member' END FROM generate_series(1, $1::int + $2::int) AS n`,
    [REVIEWERS, REQUESTERS],
  );
  await run(
    `INSERT INTO repositories (id, name, "livingName", url, "baseBranch", state, "suggestedChecks", "createdById", "createdAt")
     SELECT 'repo_' || n, 'service-' || n, 'service-' || n, '/srv/' || n, 'main', 'READY', '{}', 'person_1', now() FROM generate_series(0, $1::int - 1) AS n`,
    [REPOSITORIES],
  );
  await run(`INSERT INTO agent_profiles (id, name, "livingName", kind, model, "baseUrl", label, "keyFrom", "createdAt", "updatedAt")
     VALUES ('agent_1', 'builder', 'builder', 'script', '', '', '', 'none', now(), now())`);
  await run(
    `INSERT INTO tasks (id, "requestId", "requesterId", title, contract, overrides, artifact, "repositoryId", "baseBranch", "agentName", branch, status, "createdAt", "updatedAt")
     SELECT 'task_' || n, 'request_' || n, 'person_' || (1 + n % ($3::int + $4::int)), 'Keep the cart when a session of customer ' || n || ' ends',
       jsonb_build_object('title', n, 'text', repeat('What should be true afterwards. ', 20)), '[]', 'change', 'repo_' || (n * 7 % $5::int), 'main', 'builder',
       'countersign/task-' || n, CASE WHEN n > $1::int - $2::int THEN 'IN_REVIEW' ELSE (ARRAY['MERGED', 'REJECTED', 'ACCEPTED', 'FAILED'])[1 + n % 4] END,
       now() - (n % 5000) * interval '1 minute', now() - (n % 5000) * interval '1 minute'
     FROM generate_series(1, $1::int) AS n`,
    [tasks, waiting, REVIEWERS, REQUESTERS, REPOSITORIES],
  );
  await run(`INSERT INTO runs (id, "taskId", number, status, "statusAt", "agentProfileId", prompt, "createdAt", "artifactDigest")
     SELECT 'run_' || number, id, 1 + number % 3, status, "updatedAt", 'agent_1', repeat('Do it well. ', 50), "createdAt", 'sha256:' || md5(id) || md5(id) FROM tasks`);
  await run(`INSERT INTO artifacts ("runId", digest, kind, "handoffBy", handoff, change, clauses, "fileCount", added, deleted, "createdAt")
     SELECT id, "artifactDigest", 'change', 'agent', '{"summary": "Done."}', jsonb_build_object('files', repeat('src/a.ts ', 100)), '[]', 3, abs(hashtext(id)) % 700, 4, "statusAt" FROM runs`);
  await run(`INSERT INTO findings ("runId", position, "artifactDigest", "ruleId", cls, severity, confidence, evidence, ask, fingerprint)
     SELECT id, place, "artifactDigest", 'TST-0' || place, 'test_weakening', (ARRAY['info', 'low', 'medium', 'high', 'critical'])[1 + abs(hashtext(id || place)) % 5],
       'certain', 'it.skip(…)', 'Is it meant?', md5(id || place) FROM runs, generate_series(1, 2) AS place WHERE abs(hashtext(id)) % 3 > 0`);
  await run(`INSERT INTO receipts ("runId", position, "artifactDigest", name, command, subject, reproduces, outcome, "exitCode", "durationMs", output, "outputTruncated", "treeId", "imageDigest", at)
     SELECT id, place, "artifactDigest", 'check-' || place, 'npm test', 'result', false, 'passed', 0, 900, repeat('ok ', 300), false, '', '', "statusAt" FROM runs, generate_series(1, 2) AS place`);
  await run(`INSERT INTO decisions (id, "runId", "artifactDigest", disposition, tree, at)
     SELECT 'decision_' || id, id, "artifactDigest", 'REVIEW', jsonb_build_object('missing', jsonb_build_array('1 reviewer'), 'rest', repeat('matched ', 400)), "statusAt" FROM runs`);
  await run(`INSERT INTO review_items ("runId", status, since, round, title, "repositoryId", "requesterId", "agentName", kind, worst, lines, "approvedBy")
     SELECT runs.id, runs.status, runs."statusAt", runs.number, tasks.title, tasks."repositoryId", tasks."requesterId", tasks."agentName", 'change',
       (SELECT severity FROM findings WHERE findings."runId" = runs.id ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low', 'info'], severity) LIMIT 1),
       artifacts.added + artifacts.deleted, CASE WHEN tasks.number % 50 = 0 THEN ARRAY['person_2'] ELSE '{}' END
     FROM runs JOIN tasks ON tasks.id = runs."taskId" JOIN artifacts ON artifacts."runId" = runs.id WHERE runs.status = 'IN_REVIEW'`);
  await run('VACUUM ANALYZE');
};
