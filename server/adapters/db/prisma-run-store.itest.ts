import { createTestDatabase } from '../../testing/database.ts';
import { fileOne, layGround } from '../../testing/filed-task.ts';
import { runStoreContract } from '../../testing/run-store-contract.ts';
import { landingStoreContract } from '../../testing/run-store-contract-landing.ts';
import { prismaEventLog } from './prisma-event-log.ts';
import { prismaRunStore } from './prisma-run-store.ts';
import { prismaWebStore } from './prisma-web-store.ts';

const setUp = async () => {
  const database = await createTestDatabase();
  const [db, other] = [database.connect(), database.connect()];
  const ground = await layGround(db);
  const setting = {
    store: prismaRunStore(db),
    other: prismaRunStore(other),
    web: prismaWebStore(other),
    events: prismaEventLog(db),
    fileTask: () => fileOne(db, ground),
    personId: () => ground.requesterId,
    jobsOf: async (runId: string) => {
      const rows = await db.prisma.$queryRaw<
        { name: string }[]
      >`SELECT name FROM pgboss.job WHERE data ->> 'subjectId' = ${runId} ORDER BY created_on`;
      return rows.map(({ name }) => name);
    },
    breakEnqueueing: async (subjectId: string) => {
      // The database itself refuses the row, after everything before it in the transaction went well.
      await db.prisma.$executeRawUnsafe(
        `ALTER TABLE pgboss.job ADD CONSTRAINT broken CHECK (data ->> 'subjectId' <> '${subjectId}') NOT VALID`,
      );
      return async () => {
        await db.prisma.$executeRawUnsafe('ALTER TABLE pgboss.job DROP CONSTRAINT broken');
      };
    },
  };
  return { setting, tearDown: () => database.drop() };
};

runStoreContract('Prisma on PostgreSQL', setUp);
landingStoreContract('Prisma on PostgreSQL', setUp);
