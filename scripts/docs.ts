import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { referencePages } from '../server/domain/reference/pages.ts';

/** Writes `docs/generated`; with `--check` writes nothing and exits 1 when a page is missing, stale or left over. */
const folder = path.resolve(import.meta.dirname, '../docs/generated');
const pages = referencePages();
const present = listPages();
const stale = Object.entries(pages).filter(([name, text]) => readPage(name) !== text);
const leftOver = present.filter((name) => !(name in pages));

if (process.argv.includes('--check')) {
  for (const [name] of stale) console.error(`docs/generated/${name} is stale`);
  for (const name of leftOver) console.error(`docs/generated/${name} is no longer generated`);
  if (stale.length + leftOver.length > 0) {
    console.error('Run: sh scripts/with-node.sh scripts/docs.ts');
    process.exit(1);
  }
  console.log(`${Object.keys(pages).length} generated pages are up to date`);
} else {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of stale) writeFileSync(path.join(folder, name), text);
  for (const name of leftOver) rmSync(path.join(folder, name));
  console.log(`${stale.length} pages written, ${leftOver.length} removed, ${Object.keys(pages).length - stale.length} unchanged`);
}

function listPages(): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readPage(name: string): string | null {
  try {
    return readFileSync(path.join(folder, name), 'utf8');
  } catch {
    return null;
  }
}
