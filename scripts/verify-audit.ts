/**
 * Proves the chain of the audit log and ends with 0 when it is unbroken, 1 when it is broken, 2 when it could not be read:
 *   npm run verify-audit                          the database of DATABASE_URL, or the installation's own
 *   npm run verify-audit -- --export FILE         an exported file, without a server
 *   npm run verify-audit -- --earlier FILE        (with either) the head of an earlier export must still be in it
 */
import { createReadStream, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { AuditHead } from '../server/domain/audit/chain.ts';
import { readExportLine } from '../server/domain/audit/export.ts';
import type { ChainVerdict } from '../server/domain/audit/verify.ts';
import { startExportCheck } from '../server/domain/audit/verify-export.ts';
import { verifyAudit } from '../server/pipeline/verify-audit.ts';
import { startPostgres } from './setup/postgres.ts';
import { SetupStop } from './setup/step.ts';

const linesOf = (file: string): AsyncIterable<string> => {
  if (!existsSync(file)) throw new SetupStop(`There is no file ${file}.`);
  return createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
};

const headOf = async (file: string): Promise<AuditHead> => {
  let head: AuditHead | null = null;
  for await (const line of linesOf(file)) {
    const read = readExportLine(line);
    if (read?.kind === 'last') head = read.head;
  }
  if (head === null) throw new SetupStop(`${file} has no last line with the head of the log, so it is not a finished export.`);
  return head;
};

const verifyFile = async (file: string, earlier: AuditHead | null): Promise<ChainVerdict & { readonly isWhole: boolean }> => {
  const check = startExportCheck(earlier);
  for await (const line of linesOf(file)) check.next(line);
  return check.end();
};

/** Set in the environment, or the embedded server below the data directory, which is started when nothing runs it. */
const openDatabase = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const given = process.env.COUNTERSIGN_DATA_DIR;
  const places = given ? [given] : ['data', 'data/demo'];
  const dataDir = places.find((place) => existsSync(join(place, 'postgres', 'cluster', 'PG_VERSION')));
  if (process.env.DATABASE_URL || dataDir) return startPostgres({ dataDir: resolve(dataDir ?? 'data'), quiet: true });
  throw new SetupStop(`There is no database in ${places.join(' or ')}. Set DATABASE_URL or COUNTERSIGN_DATA_DIR.`);
};

const verifyDatabase = async (earlier: AuditHead | null): Promise<ChainVerdict> => {
  // Loaded late: a file is verified without the generated client.
  const { connectDatabase } = await import('../server/adapters/db/connect.ts');
  const { prismaReadModel } = await import('../server/adapters/db/prisma-read-model.ts');
  const postgres = await openDatabase();
  const database = connectDatabase({ url: postgres.url, poolSize: 1 });
  try {
    return await verifyAudit({ read: prismaReadModel(database) }, earlier);
  } finally {
    await database.close();
    await postgres.stop();
  }
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { export: { type: 'string' }, earlier: { type: 'string' } } });
  const earlier = values.earlier === undefined ? null : await headOf(values.earlier);
  const verdict = values.export === undefined ? await verifyDatabase(earlier) : await verifyFile(values.export, earlier);
  console.log(`entries: ${verdict.entries}\nhead: ${verdict.head.position} ${verdict.head.hash}`);
  if (verdict.firstBreak) {
    const { position, wrong, message } = verdict.firstBreak;
    console.log(`broken at ${position} (${wrong}): ${message}`);
    process.exitCode = 1;
  } else if ('isWhole' in verdict && !verdict.isWhole)
    console.log('unbroken: each line is as it was written. A filter left entries out, so nothing is said about what is not here.');
  else console.log('unbroken');
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
