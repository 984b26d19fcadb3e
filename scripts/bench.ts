import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { benchLog } from './bench/log.ts';
import { describeMachine } from './bench/machine.ts';
import { benchReview } from './bench/review.ts';
import { benchScale } from './bench/scale.ts';

/** `npm run bench -- NAME [--json FILE]`: measures side by side in one run, prints for people, and writes one JSON object. */
const BENCHES = { log: benchLog, review: benchReview, scale: benchScale } as const;

const ROOT = resolve(import.meta.dirname, '..');
const [name, ...rest] = process.argv.slice(2);
const jsonAt = rest.indexOf('--json');
const file = jsonAt >= 0 ? rest[jsonAt + 1] : undefined;

if (!name || !(name in BENCHES) || (jsonAt >= 0 && !file)) {
  console.error(`Usage: npm run bench -- NAME [--json FILE], with NAME one of: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
const results = await BENCHES[name as keyof typeof BENCHES](ROOT);
const { machine, commit } = describeMachine(ROOT);
if (file) await writeFile(file, `${JSON.stringify({ bench: name, machine, commit, results }, null, 2)}\n`);
process.exit(0);
