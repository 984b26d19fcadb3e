import { PrismaPg } from '@prisma/adapter-pg';
import type { Logger } from '../../ports/logger.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { newId } from './new-id.ts';
import { type BossHandle, openBoss } from './open-boss.ts';
import { listenForWakeups, type Wakeups } from './wakeups.ts';

/** The rows, the queue and the wake-ups of one installation. Connects on first use; made in the composition roots only. */
export type Database = {
  readonly url: string;
  readonly prisma: PrismaClient;
  readonly wakeups: Wakeups;
  readonly boss: BossHandle;
  /** Rejects when the database cannot be reached. */
  ping(): Promise<void>;
  /** The same for every process on this database; made at the first call. Labels what belongs to this installation outside of it. */
  installationId(): Promise<string>;
  close(): Promise<void>;
};

/** What runs inside a transaction: everything but starting another. */
export type Transaction = Prisma.TransactionClient;

export function connectDatabase(options: { readonly url: string; readonly poolSize?: number; readonly log?: Logger }): Database {
  const { url, log = null } = options;
  const adapter = new PrismaPg({
    connectionString: url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
  });
  const prisma = new PrismaClient({ adapter, transactionOptions: { maxWait: 15_000, timeout: 30_000 } });
  const wakeups = listenForWakeups(url);
  const boss = openBoss(url, log);
  return {
    url,
    prisma,
    wakeups,
    boss,
    async ping() {
      await prisma.$queryRaw`SELECT 1`;
    },
    async installationId() {
      const existing = await prisma.installation.findFirst();
      if (existing) return existing.id;
      await prisma.$executeRaw`INSERT INTO installation (id) VALUES (${newId('cs')}) ON CONFLICT DO NOTHING`;
      return (await prisma.installation.findFirstOrThrow()).id;
    },
    async close() {
      await wakeups.close();
      await boss.stop(0);
      await prisma.$disconnect();
    },
  };
}
