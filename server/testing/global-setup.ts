import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../scripts/setup/database.ts';
import { startPostgres, stopOrphan } from '../../scripts/setup/postgres.ts';
import { connectDatabase } from '../adapters/db/connect.ts';
import { onServer, TEMPLATE, urlOfDatabase } from './database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the throw-away server of this test run listens. */
    postgresUrl: string;
  }
}

const PREFIX = 'countersign-test-postgres-';
const YOUNG_MS = 5 * 60_000;

/** One real server for the whole test run, with a migrated database that every test file clones. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await clearLeftovers();
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX));
  const postgres = await startPostgres({ dataDir, throwAway: true, quiet: true });
  const stop = async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await onServer(postgres.url, (client) => client.query(`CREATE DATABASE ${TEMPLATE}`));
    const url = urlOfDatabase(postgres.url, TEMPLATE);
    await migrate(url, { quiet: true });
    const db = connectDatabase({ url });
    // The queue's own tables too, so that no test file pays for making them.
    await db.boss.get();
    await db.close();
    // A connection to it would keep others from cloning it.
    await onServer(postgres.url, (client) => client.query(`ALTER DATABASE ${TEMPLATE} ALLOW_CONNECTIONS false`));
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('postgresUrl', postgres.url);
  return stop;
}

/** Servers of test runs that were killed. */
async function clearLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dataDir = join(tmpdir(), name);
    // A run that has only just begun has not said yet whose it is.
    if (Date.now() - statSync(dataDir).mtimeMs < YOUNG_MS) continue;
    if (await stopOrphan(dataDir)) rmSync(dataDir, { recursive: true, force: true });
  }
}
