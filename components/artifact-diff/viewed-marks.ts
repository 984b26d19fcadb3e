/** The next file after `from` that was not viewed, going round once; null when all were. */
export const nextUnviewed = (paths: readonly string[], viewed: ReadonlySet<string>, from: number): number | null => {
  for (let step = 1; step <= paths.length; step += 1) {
    const at = (from + step) % paths.length;
    const path = paths[at];
    if (path !== undefined && !viewed.has(path)) return at;
  }
  return null;
};
