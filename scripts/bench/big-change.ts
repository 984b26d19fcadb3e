import { createHash } from 'node:crypto';
import type { Change, ChangedFile, FilePatch } from '../../server/domain/artifact/manifest.ts';

const AREAS = ['cart', 'checkout', 'orders', 'pricing', 'search', 'profile', 'stock', 'shipping', 'reports', 'mail'];
const HUNKS = 2;
const oid = (text: string): string => createHash('sha1').update(text).digest('hex');

/** A change of this many files in which each has `linesPerFile` changed lines, half of them added: code that reads like code, with comments, strings and calls. */
export const bigChange = (
  fileCount: number,
  linesPerFile: number,
): { readonly change: Change; readonly patches: readonly FilePatch[]; readonly lines: number } => {
  const files: ChangedFile[] = [];
  const patches: FilePatch[] = [];
  for (let index = 0; index < fileCount; index += 1) {
    const path = pathOf(index);
    const half = Math.floor(linesPerFile / 2);
    files.push({
      path,
      oldPath: null,
      status: 'modified',
      oldMode: '100644',
      newMode: '100644',
      oldOid: oid(`old ${path}`),
      newOid: oid(`new ${path}`),
      binary: false,
      added: linesPerFile - half,
      deleted: half,
    });
    patches.push({ path, patch: patchOf(path, index, linesPerFile), omitted: null });
  }
  const change: Change = {
    baseSha: oid('base'),
    headSha: oid('head'),
    baseTree: oid('base tree'),
    headTree: oid('head tree'),
    patchId: oid('patch'),
    commits: [
      { sha: oid('head'), subject: 'Name amounts by their currency', authorName: 'agent', authorEmail: 'agent@bench.example', parents: 1 },
    ],
    files,
  };
  return { change, patches, lines: fileCount * linesPerFile };
};

const pathOf = (index: number): string => {
  const area = AREAS[index % AREAS.length] ?? 'cart';
  const module = Math.floor(index / 100)
    .toString()
    .padStart(3, '0');
  return `packages/${area}-${module}/src/parts/${area}-part-${index.toString().padStart(5, '0')}.ts`;
};

const patchOf = (path: string, index: number, linesPerFile: number): string => {
  const out = [
    `diff --git a/${path} b/${path}`,
    `index ${oid(`old ${path}`).slice(0, 10)}..${oid(`new ${path}`).slice(0, 10)} 100644`,
    `--- a/${path}`,
    `+++ b/${path}`,
  ];
  let oldLine = 11;
  let newLine = 11;
  let left = linesPerFile;
  for (let hunk = 0; hunk < HUNKS; hunk += 1) {
    const changed = hunk === HUNKS - 1 ? left : Math.floor(linesPerFile / HUNKS);
    left -= changed;
    const deleted = Math.floor(changed / 2);
    const added = changed - deleted;
    out.push(`@@ -${oldLine},${deleted + 6} +${newLine},${added + 6} @@ export const part${index} = () => {`);
    for (let line = 0; line < 3; line += 1) out.push(` ${codeLine(index + line, oldLine + line, 'amount')}`);
    for (let line = 0; line < deleted; line += 1) out.push(`-${codeLine(index + line, oldLine + 3 + line, 'amount')}`);
    for (let line = 0; line < added; line += 1) out.push(`+${codeLine(index + line, newLine + 3 + line, 'amountInCents')}`);
    for (let line = 0; line < 3; line += 1) out.push(` ${codeLine(index + line + 7, oldLine + deleted + 3 + line, 'amount')}`);
    oldLine += deleted + 26;
    newLine += added + 26;
  }
  return `${out.join('\n')}\n`;
};

const codeLine = (seed: number, line: number, name: string): string => {
  switch (seed % 5) {
    case 0:
      return `  const ${name}${line} = round(order.lines[${line}].price * ${seed % 97}, 'EUR');`;
    case 1:
      return `  // Line ${line}: the ${name} that the customer sees, with tax.`;
    case 2:
      return `  if (${name} > limits.max || !isKnown(order.currency)) return fail('amount_refused', { line: ${line} });`;
    case 3:
      return `  log.debug({ ${name}, step: "${seed % 31}/${line}" }, \`priced \${order.id} again\`);`;
    default:
      return '';
  }
};
