import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { lastLines, report, runCommand, SetupStop } from './step.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const SCHEMA_FILE = join(ROOT, 'prisma', 'schema.prisma');
/** The schema text that the committed migrations lead to: what the next migration is a difference from. */
export const MIGRATED_SCHEMA_FILE = join(ROOT, 'prisma', 'migrated.prisma');
export const MIGRATIONS_DIR = join(ROOT, 'prisma', 'migrations');
const CLIENT_DIR = join(ROOT, 'server', 'adapters', 'db', 'generated');

/** Makes the database client from the schema. Skipped when it was made from this schema by this version of Prisma. */
export async function generateClient(): Promise<void> {
  const version = (createRequire(import.meta.url)('prisma/package.json') as { version: string }).version;
  const digest = createHash('sha256').update(version).update('\0').update(readFileSync(SCHEMA_FILE)).digest('hex');
  const stamp = join(CLIENT_DIR, '.schema-digest');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) {
    report('database client', 'skipped', 'schema unchanged');
    return;
  }
  const cli = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build', 'index.js');
  const result = await runCommand(process.execPath, [cli, 'generate'], {
    cwd: ROOT,
    // The command insists on a schema engine but does not call it here; without this it would try to download one.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    timeoutMs: 120_000,
  });
  if (result.exitCode !== 0) throw new SetupStop(`The database client could not be made (prisma generate):\n${lastLines(result)}`);
  mkdirSync(CLIENT_DIR, { recursive: true });
  writeFileSync(stamp, digest);
  report('database client', 'done', 'made from prisma/schema.prisma');
}

/** Brings the database at `databaseUrl` to the newest migration. Idempotent, and safe when several processes start at once. */
export async function migrate(
  databaseUrl: string,
  options: { readonly quiet?: boolean } = {},
): Promise<{ readonly applied: readonly string[] }> {
  const lock = new pg.Client({ connectionString: databaseUrl });
  await lock.connect();
  try {
    await lock.query("SELECT pg_advisory_lock(hashtext('countersign.migrate'))");
    return await withEngine(databaseUrl, async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: readMigrations(), filters: NO_FILTER });
      if (options.quiet) return { applied: appliedMigrationNames };
      if (appliedMigrationNames.length === 0) report('database', 'skipped', 'schema is up to date');
      else report('database', 'done', `applied ${appliedMigrationNames.join(', ')}`);
      return { applied: appliedMigrationNames };
    });
  } finally {
    await lock.end();
  }
}

/** The SQL that leads from one schema text to another; empty when they agree. `from` null means an empty database. */
export async function diffSchemas(databaseUrl: string, from: string | null, to: string): Promise<string> {
  return await withEngine(databaseUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from: from === null ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: [{ path: 'from.prisma', content: from }] },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: to }] },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    });
    return (stdout ?? '').replace(/^-- This is an empty migration\.\s*$/m, '').trim();
  });
}

const NO_FILTER = { externalTables: [], externalEnums: [] };

function readMigrations(): MigrationList {
  const lockfile = join(MIGRATIONS_DIR, 'migration_lock.toml');
  const names = existsSync(MIGRATIONS_DIR)
    ? readdirSync(MIGRATIONS_DIR, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
  return {
    baseDir: MIGRATIONS_DIR,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(MIGRATIONS_DIR, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

let compiled: Promise<typeof SchemaEngine> | null = null;

/** The engine's own loader imports the `.wasm` file as a module, which Node does only behind a flag: instantiate it here. */
function loadEngine(): Promise<typeof SchemaEngine> {
  compiled ??= (async () => {
    const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const wasmFile = join(
      dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')),
      'schema_engine_bg.wasm',
    );
    // Its lock timeout of 10 s is never cleared and would hold the process open.
    const imports = Object.entries(bindings as unknown as Record<string, WebAssembly.ImportValue>).map(([name, value]) => [
      name,
      name.startsWith('__wbg_setTimeout') ? (call: () => void, ms: number) => setTimeout(call, ms).unref() : value,
    ]);
    const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), { './schema_engine_bg.js': Object.fromEntries(imports) });
    bindings.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
    return bindings.SchemaEngine;
  })();
  return compiled;
}

async function withEngine<T>(databaseUrl: string, act: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const Engine = await loadEngine();
  // Its own pool, because the engine does not close the connections that it opened.
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  const engine = await Engine.new({ datamodels: [[SCHEMA_FILE, readFileSync(SCHEMA_FILE, 'utf8')]] }, () => {}, factory);
  try {
    return await act(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}
