import type { AnyMessage, Stream } from '@agentclientprotocol/sdk';

/** Longest single message of an agent; a tool call with a whole file in it fits. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** The agent broke the protocol; `message` is for people and quotes at most a little of what it sent. */
export class ProtocolError extends Error {}

/**
 * JSON-RPC messages, one a line, over a sandbox's standard streams. Stricter than the SDK's own stream, because the other side is
 * hostile: a line that is no message, a line without an end, or an answer to nothing that was asked ends the conversation.
 */
export const jsonLines = (stdin: WritableStream<Uint8Array>, stdout: ReadableStream<Uint8Array>): Stream => {
  const encoder = new TextEncoder();
  const asked = new Set<string | number>();
  const writer = stdin.getWriter();
  const writable = new WritableStream<AnyMessage>({
    async write(message) {
      if ('method' in message && 'id' in message && message.id !== null) asked.add(message.id);
      await writer.write(encoder.encode(`${JSON.stringify(message)}\n`));
    },
    async close() {
      await writer.close().catch(() => {});
    },
  });

  const check = (line: string): AnyMessage => {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      throw new ProtocolError(`The agent wrote a line that is not JSON: ${quote(line)}`);
    }
    if (typeof message !== 'object' || message === null || !('jsonrpc' in message) || message.jsonrpc !== '2.0') {
      throw new ProtocolError(`The agent wrote a line that is not a JSON-RPC message: ${quote(line)}`);
    }
    if (!('method' in message) && 'id' in message && message.id !== null) {
      const { id } = message;
      if ((typeof id !== 'string' && typeof id !== 'number') || !asked.delete(id)) {
        throw new ProtocolError(`The agent answered a request that was never made: ${quote(line)}`);
      }
    }
    return message as AnyMessage;
  };

  const linesOf = lineSplitter();
  const readable = stdout.pipeThrough(
    new TransformStream<Uint8Array, AnyMessage>({
      transform(chunk, controller) {
        for (const line of linesOf(chunk)) if (line.trim() !== '') controller.enqueue(check(line));
      },
    }),
  );
  return { readable, writable };
};

const quote = (line: string): string => JSON.stringify(line.slice(0, 120)) + (line.length > 120 ? '…' : '');

/** Copies each byte once, however many chunks a line comes in. What follows the last line end is dropped: it is half a message. */
const lineSplitter = () => {
  let parts: Uint8Array[] = [];
  let size = 0;
  const decoder = new TextDecoder();
  const keep = (part: Uint8Array): void => {
    size += part.length;
    if (size > MAX_LINE_BYTES) throw new ProtocolError(`The agent wrote a line of more than ${MAX_LINE_BYTES} bytes.`);
    parts.push(part);
  };
  return function* (chunk: Uint8Array): Generator<string> {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end));
      const line = decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts, size));
      parts = [];
      size = 0;
      start = end + 1;
      yield line;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
  };
};
