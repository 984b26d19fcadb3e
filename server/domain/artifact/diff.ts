import type { ChangedFile, FileStatus } from './manifest.ts';
import { decodePath } from './path-bytes.ts';

/** One record of `diff --raw -z`. */
export type RawEntry = Omit<ChangedFile, 'binary' | 'added' | 'deleted'>;
/** One record of `diff --numstat -z`, under the file's new name. */
export type LineCount = { readonly path: string; readonly binary: boolean; readonly added: number; readonly deleted: number };

const STATUS: Readonly<Record<string, FileStatus>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type_changed',
};
const RAW_HEAD = /^:(\d{6}) (\d{6}) ([0-9a-f]{40}) ([0-9a-f]{40}) ([A-Z])(\d*)$/;
const COUNT_HEAD = /^(\d+|-)\t(\d+|-)\t(.*)$/s;

/** Null when the bytes are not what `git diff-tree --raw -z --no-abbrev` writes (cut off, for example). */
export const parseRaw = (bytes: Uint8Array): readonly RawEntry[] | null => {
  const fields = splitNul(bytes);
  if (fields === null) return null;
  const entries: RawEntry[] = [];
  for (let at = 0; at < fields.length; ) {
    const [, oldMode, newMode, oldOid, newOid, letter] = RAW_HEAD.exec(ascii(fields[at])) ?? [];
    const status = STATUS[letter ?? ''];
    if (!oldMode || !newMode || !oldOid || !newOid || !status) return null;
    const isPair = status === 'renamed' || status === 'copied';
    const first = fields[at + 1];
    const last = isPair ? fields[at + 2] : first;
    if (!first || !last || first.length === 0 || last.length === 0) return null;
    entries.push({ path: decodePath(last), oldPath: isPair ? decodePath(first) : null, status, oldMode, newMode, oldOid, newOid });
    at += isPair ? 3 : 2;
  }
  return entries;
};

/** Null when the bytes are not what `git diff-tree --numstat -z` writes. */
export const parseNumstat = (bytes: Uint8Array): readonly LineCount[] | null => {
  const fields = splitNul(bytes);
  if (fields === null) return null;
  const counts: LineCount[] = [];
  for (let at = 0; at < fields.length; ) {
    const field = fields[at] ?? new Uint8Array();
    // The name is cut off as bytes; latin1 keeps one character per byte, so lengths agree.
    const [, added, deleted, name] = COUNT_HEAD.exec(latin1(field)) ?? [];
    if (added === undefined || deleted === undefined || name === undefined) return null;
    const isPair = name === '';
    const path = isPair ? fields[at + 2] : field.subarray(field.length - name.length);
    if (!path || path.length === 0) return null;
    const binary = added === '-';
    counts.push({ path: decodePath(path), binary, added: binary ? 0 : Number(added), deleted: binary ? 0 : Number(deleted) });
    at += isPair ? 3 : 1;
  }
  return counts;
};

/** Null when a file of one list is missing in the other. */
export const joinCounts = (entries: readonly RawEntry[], counts: readonly LineCount[]): readonly ChangedFile[] | null => {
  const byPath = new Map(counts.map((count) => [count.path, count]));
  const files: ChangedFile[] = [];
  for (const entry of entries) {
    const count = byPath.get(entry.path);
    if (!count) return null;
    files.push({ ...entry, binary: count.binary, added: count.added, deleted: count.deleted });
  }
  return files;
};

/**
 * Cuts the output of `diff-tree -p` into the patch of each entry, in the order of `entries` (the same command's `--raw`). A
 * line of a file cannot look like the start of a section: it carries a sign in front, and names are quoted. A type change
 * is written as two sections, a removal and an addition. Null when the numbers do not fit.
 */
export const splitPatches = (output: string, entries: readonly RawEntry[]): readonly string[] | null => {
  const sections = output === '' ? [] : output.split(/^(?=diff --git )/m);
  const patches: string[] = [];
  let at = 0;
  for (const entry of entries) {
    const take = entry.status === 'type_changed' ? 2 : 1;
    const own = sections.slice(at, at + take);
    if (own.length !== take || !own.every((section) => section.startsWith('diff --git '))) return null;
    patches.push(own.join(''));
    at += take;
  }
  return at === sections.length ? patches : null;
};

/** The fields before each NUL; null when the last one is not ended. */
export const splitNul = (bytes: Uint8Array): readonly Uint8Array[] | null => {
  const fields: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0, start); end !== -1; end = bytes.indexOf(0, start)) {
    fields.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return start === bytes.length ? fields : null;
};

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};
const ascii = (bytes: Uint8Array | undefined): string => latin1((bytes ?? new Uint8Array()).subarray(0, 128));
