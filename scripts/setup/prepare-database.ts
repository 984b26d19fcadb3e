import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePolicy } from '../../server/domain/policy/parse.ts';
import { versionDigest } from '../../server/domain/policy/policy-digest.ts';
import { migrate } from './database.ts';

/** Brings a database up to date and puts the default policy into force where there is none. Idempotent. */
export const prepareDatabase = async (root: string, databaseUrl: string): Promise<void> => {
  await migrate(databaseUrl);
  const yaml = await readFile(join(root, 'policies/default.yaml'), 'utf8');
  const policy = parsePolicy(yaml);
  if (!policy.ok) throw new Error(`policies/default.yaml is not a policy: ${JSON.stringify(policy.failure)}`);
  // Loaded late: a fresh checkout has no generated client when this file is.
  const { connectDatabase } = await import('../../server/adapters/db/connect.ts');
  const { seedPolicy } = await import('../../server/adapters/db/seed.ts');
  const database = connectDatabase({ url: databaseUrl, poolSize: 2 });
  try {
    if ((await database.prisma.policy.count()) > 0) return;
    const { name, version } = policy.value.metadata;
    await seedPolicy(database, { name, version, yaml, digest: versionDigest(policy.value), now: Date.now() });
  } finally {
    await database.close();
  }
};
