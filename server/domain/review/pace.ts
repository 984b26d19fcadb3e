/** Fewer lines are read at a glance. */
const LEAST_LINES = 200;
/** Nobody reads changed lines faster than this and can say what they do. */
const LINES_A_MINUTE = 500;

export type Pace = {
  /** Changed lines that a person reads; generated ones are not. */
  readonly lines: number;
  /** How long the artifact was visible and in front of this person. */
  readonly openMs: number;
};

/** What to say before an approval that came faster than anybody reads; null when there is nothing to say. A notice, not a lock. */
export const tooFast = ({ lines, openMs }: Pace): string | null => {
  if (lines <= LEAST_LINES || lines * 60_000 <= LINES_A_MINUTE * openMs) return null;
  return `You had ${lines.toLocaleString('en')} lines open for ${sayOpen(openMs)}.`;
};

const sayOpen = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
};
