import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { connectDatabase, type Database } from '../adapters/db/connect.ts';

export const TEMPLATE = 'countersign_template';

export const urlOfDatabase = (serverUrl: string, database: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.toString();
};

export async function onServer<T>(serverUrl: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlOfDatabase(serverUrl, 'postgres') });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

export type TestDatabase = {
  readonly url: string;
  /** Opens another connection pool on the same database: another process, as far as the database can tell. */
  connect(): Database;
  drop(): Promise<void>;
};

/** A migrated, empty database of its own, cloned from the template of this test run in some 50 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`));
  const url = urlOfDatabase(serverUrl, name);
  const opened: Database[] = [];
  return {
    url,
    connect() {
      const db = connectDatabase({ url });
      opened.push(db);
      return db;
    },
    async drop() {
      await Promise.all(opened.map((db) => db.close()));
      await onServer(serverUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/** For a test file: one database, made before its tests and dropped after them. */
export function openTestDatabase(): { readonly db: () => Database; readonly test: () => TestDatabase } {
  let database: TestDatabase | null = null;
  let db: Database | null = null;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = database.connect();
  });
  afterAll(async () => {
    await database?.drop();
  });
  const opened = <T>(value: T | null): T => {
    if (value === null) throw new Error('the test database exists only while tests run');
    return value;
  };
  return { db: () => opened(db), test: () => opened(database) };
}
