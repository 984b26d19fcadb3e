/** Counts how long something was in front of a person. Instants are of one monotonic clock, in ms. */
export type OpenClock = {
  /** In front from now on, or no longer. Saying it twice changes nothing. */
  set(isOpen: boolean, now: number): void;
  /** All of it so far. */
  total(now: number): number;
  /** What has come since the last time it was taken. */
  take(now: number): number;
};

export const createOpenClock = (): OpenClock => {
  let counted = 0;
  let taken = 0;
  let since: number | null = null;
  const total = (now: number) => counted + (since === null ? 0 : Math.max(0, now - since));
  return {
    set: (isOpen, now) => {
      if (isOpen === (since !== null)) return;
      counted = total(now);
      since = isOpen ? now : null;
    },
    total,
    take: (now) => {
      const ms = Math.round(total(now) - taken);
      taken += ms;
      return ms;
    },
  };
};
