import type { PolicyStore } from '../../ports/policy-store.ts';
import type { Database } from './connect.ts';
import { activationWriter } from './policies/activation-writer.ts';
import { policiesInForce } from './policies/in-force.ts';
import { replayReader } from './policies/replay-reader.ts';
import { versionReader } from './policies/version-reader.ts';
import { versionWriter } from './policies/version-writer.ts';

export const prismaPolicyStore = (db: Database): PolicyStore => ({
  inForce: () => policiesInForce(db.prisma),
  ...versionReader(db),
  ...versionWriter(db),
  ...activationWriter(db),
  ...replayReader(db),
});
