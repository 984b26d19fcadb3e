import type { Duplex } from 'node:stream';

/** How much of one stream may wait for its reader before the sandbox's process has to. Bytes. */
const HIGH_WATER_BYTES = 1024 * 1024;
const HEADER_BYTES = 8;
const STDERR = 2;

export type Output = { readonly stdout: ReadableStream<Uint8Array>; readonly stderr: ReadableStream<Uint8Array> };

/**
 * Takes the engine's multiplexed stream apart (8-byte header: stream number, three zeros, big-endian length; then so many
 * bytes). A reader that does not read holds the other one up too once `HIGH_WATER_BYTES` wait for it: there is one connection.
 * Read both, or cancel one; what belongs to a cancelled one is dropped. A connection that breaks ends both streams:
 * how the process ended is told by its exit, not here.
 */
export function demultiplex(connection: Duplex): Output {
  const stdout = byteQueue();
  const stderr = byteQueue();
  const pump = async () => {
    const header = new Uint8Array(HEADER_BYTES);
    let headerFilled = 0;
    let left = 0;
    for await (const chunk of connection as AsyncIterable<Buffer>) {
      let at = 0;
      while (at < chunk.length) {
        if (left === 0) {
          const part = chunk.subarray(at, at + HEADER_BYTES - headerFilled);
          header.set(part, headerFilled);
          headerFilled += part.length;
          at += part.length;
          if (headerFilled < HEADER_BYTES) break;
          headerFilled = 0;
          left = new DataView(header.buffer).getUint32(4);
          continue;
        }
        const part = chunk.subarray(at, at + left);
        at += part.length;
        left -= part.length;
        await (header[0] === STDERR ? stderr : stdout).push(part);
      }
    }
  };
  pump()
    .catch(() => connection.destroy())
    .finally(() => {
      stdout.end();
      stderr.end();
    });
  return { stdout: stdout.readable, stderr: stderr.readable };
}

type ByteQueue = { readonly readable: ReadableStream<Uint8Array>; push(bytes: Uint8Array): Promise<void>; end(): void };

function byteQueue(): ByteQueue {
  let wake: () => void = () => {};
  let isCancelled = false;
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const readable = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      pull() {
        wake();
      },
      cancel() {
        isCancelled = true;
        wake();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER_BYTES }),
  );
  return {
    readable,
    async push(bytes) {
      if (isCancelled) return;
      controller.enqueue(bytes);
      if ((controller.desiredSize ?? 1) > 0) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    },
    end() {
      if (!isCancelled) controller.close();
    },
  };
}

/** The connection's other direction. Closing it closes the process's stdin and leaves its output open. */
export function stdinOf(connection: Duplex): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    write: (chunk) =>
      new Promise((resolve, reject) => {
        connection.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
    close: () =>
      new Promise((resolve) => {
        connection.end(() => resolve());
      }),
    abort() {
      connection.end();
    },
  });
}
