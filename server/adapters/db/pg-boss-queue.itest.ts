import { createTestDatabase } from '../../testing/database.ts';
import { queueContract } from '../../testing/queue-contract.ts';
import { pgBossQueue } from './pg-boss-queue.ts';

queueContract('pg-boss on PostgreSQL', async () => {
  const database = await createTestDatabase();
  return { setting: { open: () => pgBossQueue(database.connect()) }, tearDown: () => database.drop() };
});
