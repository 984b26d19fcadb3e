import { generateClient } from './setup/database.ts';

/** Makes the database client from the schema; part of building the application's image. */
await generateClient();
