import { resolve } from 'node:path';
import { webEnv } from '../server/config/env.ts';
import { prepareDatabase } from './setup/prepare-database.ts';

/** Brings the database of `DATABASE_URL` up to date, with the default policy when there is none, and ends. */
await prepareDatabase(resolve(import.meta.dirname, '..'), webEnv().databaseUrl);
