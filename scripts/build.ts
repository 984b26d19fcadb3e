import { resolve } from 'node:path';
import { generateClient } from './setup/database.ts';
import { buildWeb } from './stack/build-web.ts';

/** Generates the database client and builds the web process; each is skipped when what it is made from has not changed. */
await generateClient();
await buildWeb(resolve(import.meta.dirname, '..'));
