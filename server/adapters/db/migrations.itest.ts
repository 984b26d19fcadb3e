import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { diffSchemas, MIGRATED_SCHEMA_FILE, SCHEMA_FILE } from '../../../scripts/setup/database.ts';
import { createTestDatabase, onServer, urlOfDatabase } from '../../testing/database.ts';

test('the migrations make exactly what the schema says', async () => {
  const serverUrl = inject('postgresUrl');
  await onServer(serverUrl, (client) => client.query('CREATE DATABASE drift'));
  const sql = await diffSchemas(serverUrl, null, readFileSync(SCHEMA_FILE, 'utf8'));
  const fromSchema = await onDatabase(urlOfDatabase(serverUrl, 'drift'), async (client) => {
    await client.query(sql);
    return await describeTables(client);
  });
  const migrated = await createTestDatabase();
  const fromMigrations = await onDatabase(migrated.url, describeTables);
  await migrated.drop();
  await onServer(serverUrl, (client) => client.query('DROP DATABASE drift'));

  expect(fromSchema.length).toBeGreaterThan(150);
  expect(fromMigrations).toEqual(fromSchema);
  expect(readFileSync(MIGRATED_SCHEMA_FILE, 'utf8')).toBe(readFileSync(SCHEMA_FILE, 'utf8'));
});

async function onDatabase<T>(url: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

/** Every column, constraint and index as one line of text each. */
async function describeTables(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT format('column %s.%s %s null=%s default=%s', table_name, column_name, udt_name || coalesce(datetime_precision::text, ''), is_nullable, column_default) AS line
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
    UNION ALL
    SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> coalesce(to_regclass('public._prisma_migrations')::oid, 0)
    UNION ALL
    SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    ORDER BY 1`);
  return rows.map(({ line }) => line);
}
