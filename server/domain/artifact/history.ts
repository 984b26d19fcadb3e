import { splitNul } from './diff.ts';
import { decodePath } from './path-bytes.ts';

/**
 * The paths of each commit, from `git log -z --raw --no-renames --format=%H`. A name may look like anything, so it is taken by its place:
 * it follows the record that begins with a colon. Null when the bytes are something else.
 */
export const parseHistory = (bytes: Uint8Array): readonly (readonly string[])[] | null => {
  const fields = splitNul(bytes);
  if (fields === null) return null;
  const commits: string[][] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? new Uint8Array();
    if (isRecord(field)) {
      const name = fields[at + 1];
      const commit = commits.at(-1);
      if (name === undefined || name.length === 0 || commit === undefined) return null;
      commit.push(decodePath(name));
      at += 1;
    } else if (isCommit(field)) commits.push([]);
    else return null;
  }
  return commits;
};

const [COLON, NEWLINE] = [0x3a, 0x0a];
/** The first record of a commit stands on a line of its own. */
const isRecord = (field: Uint8Array): boolean => field[0] === COLON || (field[0] === NEWLINE && field[1] === COLON);
const isCommit = (field: Uint8Array): boolean =>
  field.length === 40 && field.every((byte) => (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66));

const MAX_PATHS = 20_000;
const MAX_PATHS_OF_ONE = 500;
const MAX_PATH_CHARACTERS = 1_000;

/** As much of it as is worth keeping: commits without files, and what is beyond the bounds, are left out. */
export const boundHistory = (commits: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const kept: (readonly string[])[] = [];
  let left = MAX_PATHS;
  for (const commit of commits) {
    const paths = commit.filter((path) => path.length <= MAX_PATH_CHARACTERS).slice(0, Math.min(MAX_PATHS_OF_ONE, left));
    if (paths.length > 0) kept.push(paths);
    left -= paths.length;
    if (left <= 0) break;
  }
  return kept;
};
