/** Reads a byte stream to its end, keeping at most `maxBytes`; what comes after is read and dropped so that the writer never blocks. */
export const drainBytes = async (
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly truncated: boolean }> => {
  const parts: Uint8Array[] = [];
  let kept = 0;
  let truncated = false;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const room = maxBytes - kept;
      if (value.length > room) truncated = true;
      if (room <= 0) continue;
      const part = value.length > room ? value.subarray(0, room) : value;
      parts.push(part);
      kept += part.length;
    }
  } catch {
    truncated = true;
  }
  const bytes = new Uint8Array(kept);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return { bytes, truncated };
};
