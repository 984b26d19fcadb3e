/**
 * Writes the migration that leads from the committed migrations to `prisma/schema.prisma`:
 * `sh scripts/with-node.sh scripts/migration-new.ts NAME`. Uses a throw-away database; a test compares what the migrations make with the schema.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diffSchemas, MIGRATED_SCHEMA_FILE, MIGRATIONS_DIR, SCHEMA_FILE } from './setup/database.ts';
import { startPostgres } from './setup/postgres.ts';

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Say what the migration does in small letters, e.g. add_lane_table');
  process.exit(2);
}
const dataDir = mkdtempSync(join(tmpdir(), 'countersign-migration-'));
const postgres = await startPostgres({ dataDir, throwAway: true, quiet: true });
try {
  const before = existsSync(MIGRATED_SCHEMA_FILE) ? readFileSync(MIGRATED_SCHEMA_FILE, 'utf8') : null;
  const sql = await diffSchemas(postgres.url, before, readFileSync(SCHEMA_FILE, 'utf8'));
  if (sql === '') console.log('The migrations already agree with the schema.');
  else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const folder = join(MIGRATIONS_DIR, `${stamp}_${name}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'migration.sql'), `${sql}\n`);
    copyFileSync(SCHEMA_FILE, MIGRATED_SCHEMA_FILE);
    writeFileSync(join(MIGRATIONS_DIR, 'migration_lock.toml'), 'provider = "postgresql"\n');
    console.log(`Wrote ${join(folder, 'migration.sql')}: read it before you commit it.`);
  }
} finally {
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
