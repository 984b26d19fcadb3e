const FIRST_PAUSE_MS = 50;
/** Many tests wait at once on two cores: a poll that comes often is what the others wait for. */
const LONGEST_PAUSE_MS = 500;

/** Polls, less and less often, until `look` answers something; after the deadline throws with the last state that was seen. */
export const waitFor = async <T>(
  what: string,
  timeoutMs: number,
  look: () => Promise<T | null | undefined | false>,
  describe: () => string = () => '',
): Promise<T> => {
  const deadline = Date.now() + timeoutMs;
  let lastError = '';
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
    } catch (error) {
      lastError = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > deadline)
      throw new Error(`Waited ${timeoutMs / 1000} s for ${what}. Last seen: ${describe() || lastError || 'nothing'}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
};
