import { createTestDatabase } from '../../testing/database.ts';
import { eventLogContract } from '../../testing/event-log-contract.ts';
import { fileOne, layGround } from '../../testing/filed-task.ts';
import { prismaEventLog } from './prisma-event-log.ts';
import { prismaRunStore } from './prisma-run-store.ts';

eventLogContract('Prisma on PostgreSQL', async () => {
  const database = await createTestDatabase();
  const [db, other] = [database.connect(), database.connect()];
  const ground = await layGround(db);
  const setting = {
    log: prismaEventLog(db),
    other: prismaEventLog(other),
    runs: prismaRunStore(db),
    fileTask: () => fileOne(db, ground),
    cutListeners: async () => {
      const cut = await db.prisma
        .$executeRaw`SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE application_name = 'countersign wakeups' AND datname = current_database()`;
      if (cut === 0) throw new Error('nobody listened');
    },
  };
  return { setting, tearDown: () => database.drop() };
});
