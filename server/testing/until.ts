/** Polls with a deadline: waits on what happens, never for a fixed time. */
export async function until(isSo: () => Promise<boolean>, deadlineMs = 15_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`still not so after ${deadlineMs} ms: ${isSo.toString().slice(0, 300)}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
