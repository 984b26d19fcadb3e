import type { IncomingMessage, ServerResponse } from 'node:http';

export const MODEL_BODY_BYTES = 32 * 1024 * 1024;
export const HANDOFF_BODY_BYTES = 1024 * 1024;

/** The whole body, or null when it is over the cap (the rest is not read) or the sender went away. */
export const readBody = async (request: IncomingMessage, maxBytes: number): Promise<Buffer | null> => {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks, size);
};

/** Answers with an error that agents of every vendor show: they all read `error.message`. */
export const sendError = (response: ServerResponse, status: number, type: string, message: string): void => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ type: 'error', error: { type, code: type, message } });
  // The rest of an unread request would be taken for the next one: the connection ends here.
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), connection: 'close' });
  response.end(body);
};

const MAX_TARGET_CHARS = 300;

/** What a sandbox asked for, safe to store and show: printable ASCII, no query, cut short. */
export const describeTarget = (target: string): string => {
  const path = target.split('?')[0] ?? '';
  const clean = path.replace(/[^\x21-\x7e]/g, '?');
  return clean.length > MAX_TARGET_CHARS ? `${clean.slice(0, MAX_TARGET_CHARS)}…` : clean || '(empty)';
};
