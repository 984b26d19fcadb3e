const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `850 ms`, `12 s`, `4 min 12 s`, `2 h 5 min`, `3 d 4 h`: at most two units, never negative. */
export const formatDuration = (ms: number): string => {
  const span = Math.max(0, ms);
  if (span < SECOND_MS) return `${Math.round(span)} ms`;
  if (span < MINUTE_MS) return `${Math.floor(span / SECOND_MS)} s`;
  const [large, small, names] =
    span < HOUR_MS
      ? [MINUTE_MS, SECOND_MS, ['min', 's']]
      : span < DAY_MS
        ? [HOUR_MS, MINUTE_MS, ['h', 'min']]
        : [DAY_MS, HOUR_MS, ['d', 'h']];
  const rest = Math.floor((span % large) / small);
  return rest === 0 ? `${Math.floor(span / large)} ${names[0]}` : `${Math.floor(span / large)} ${names[0]} ${rest} ${names[1]}`;
};

/** `just now`, `4 min ago`, `in 2 h`: one unit, for lists. */
export const formatRelative = (at: number, now: number): string => {
  const span = Math.abs(now - at);
  if (span < 10 * SECOND_MS) return 'just now';
  const words =
    span < MINUTE_MS
      ? `${Math.floor(span / SECOND_MS)} s`
      : span < HOUR_MS
        ? `${Math.floor(span / MINUTE_MS)} min`
        : span < DAY_MS
          ? `${Math.floor(span / HOUR_MS)} h`
          : span < 60 * DAY_MS
            ? `${Math.floor(span / DAY_MS)} d`
            : `${Math.floor(span / (30 * DAY_MS))} months`;
  return at > now ? `in ${words}` : `${words} ago`;
};

/** `1 file`, `2 files`; `plural` when it is not the word with an s. */
export const countOf = (n: number, word: string, plural = `${word}s`): string => `${n.toLocaleString('en')} ${n === 1 ? word : plural}`;
