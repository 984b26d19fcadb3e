/** One line of a patch. Line numbers count from 1 on the side they belong to; null on the other. */
export type PatchLine = {
  readonly kind: 'added' | 'deleted' | 'context';
  readonly text: string;
  readonly oldLine: number | null;
  readonly newLine: number | null;
};

/** `complete` is false when the text did not hold what its own headers announce; such a patch is not trusted for counting. */
export type ParsedPatch = { readonly lines: readonly PatchLine[]; readonly complete: boolean };

const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;

/**
 * Reads the hunks of one file's unified patch. Lines only: paths, modes and statuses come from git's own plumbing, never
 * from here. The announced counts decide where a hunk ends, so a deleted line `-- x` cannot pass for a header.
 */
export const parsePatch = (patch: string): ParsedPatch => {
  const lines: PatchLine[] = [];
  let complete = true;
  let oldLine = 0;
  let newLine = 0;
  let oldLeft = 0;
  let newLeft = 0;
  const input = patch.split('\n');
  if (input.at(-1) === '') input.pop();
  for (const line of input) {
    if (oldLeft > 0 || newLeft > 0) {
      const mark = line[0] ?? ' ';
      const text = line.slice(1);
      if (mark === '\\') continue;
      if (mark === '+' && newLeft > 0) {
        lines.push({ kind: 'added', text, oldLine: null, newLine });
        newLine += 1;
        newLeft -= 1;
      } else if (mark === '-' && oldLeft > 0) {
        lines.push({ kind: 'deleted', text, oldLine, newLine: null });
        oldLine += 1;
        oldLeft -= 1;
      } else if (mark === ' ' && oldLeft > 0 && newLeft > 0) {
        lines.push({ kind: 'context', text, oldLine, newLine });
        oldLine += 1;
        newLine += 1;
        oldLeft -= 1;
        newLeft -= 1;
      } else {
        complete = false;
        oldLeft = 0;
        newLeft = 0;
      }
      continue;
    }
    const header = HUNK.exec(line);
    if (header === null) continue;
    oldLine = Number(header[1]);
    newLine = Number(header[3]);
    oldLeft = header[2] === undefined ? 1 : Number(header[2]);
    newLeft = header[4] === undefined ? 1 : Number(header[4]);
  }
  return { lines, complete: complete && oldLeft === 0 && newLeft === 0 };
};
