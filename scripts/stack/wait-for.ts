/** Polls until `look` answers something; after the deadline throws with the last state that was seen. */
export const waitFor = async <T>(
  what: string,
  timeoutMs: number,
  look: () => Promise<T | null | undefined | false>,
  describe: () => string = () => '',
): Promise<T> => {
  const deadline = Date.now() + timeoutMs;
  let lastError = '';
  for (;;) {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
    } catch (error) {
      lastError = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > deadline)
      throw new Error(`Waited ${timeoutMs / 1000} s for ${what}. Last seen: ${describe() || lastError || 'nothing'}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
