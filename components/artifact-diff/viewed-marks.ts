/** Files that this person has marked as viewed, by the digest of the artifact: another artifact starts unseen. Explicit, never by scrolling past. */
export const viewedKey = (digest: string): string => `countersign.viewed.${digest}`;

export const parseViewed = (text: string | null): ReadonlySet<string> => {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return new Set(Array.isArray(list) ? list.filter((path): path is string => typeof path === 'string') : []);
  } catch {
    return new Set();
  }
};
export const printViewed = (viewed: ReadonlySet<string>): string | null => (viewed.size > 0 ? JSON.stringify([...viewed]) : null);

export const toggleViewed = (viewed: ReadonlySet<string>, path: string): ReadonlySet<string> => {
  const next = new Set(viewed);
  if (!next.delete(path)) next.add(path);
  return next;
};

/** The next file after `from` that was not viewed, going round once; null when all were. */
export const nextUnviewed = (paths: readonly string[], viewed: ReadonlySet<string>, from: number): number | null => {
  for (let step = 1; step <= paths.length; step += 1) {
    const at = (from + step) % paths.length;
    const path = paths[at];
    if (path !== undefined && !viewed.has(path)) return at;
  }
  return null;
};
