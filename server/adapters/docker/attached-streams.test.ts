import { Duplex, PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demultiplex, stdinOf } from './attached-streams.ts';

type Frame = { readonly stream: 1 | 2; readonly data: Uint8Array };

const encode = (frames: readonly Frame[]): Buffer =>
  Buffer.concat(
    frames.map(({ stream, data }) => {
      const header = Buffer.alloc(8);
      header[0] = stream;
      header.writeUInt32BE(data.length, 4);
      return Buffer.concat([header, data]);
    }),
  );

const of = (frames: readonly Frame[], stream: 1 | 2) =>
  Buffer.concat(frames.filter((frame) => frame.stream === stream).map((frame) => frame.data));

async function all(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('demultiplex', () => {
  it('gives each stream its bytes, however the connection cuts them', async () => {
    const frames = fc.array(fc.record({ stream: fc.constantFrom(1 as const, 2 as const), data: fc.uint8Array({ maxLength: 40 }) }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(frames, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }), async (sent, cuts) => {
        const connection = new PassThrough();
        const output = demultiplex(connection);
        const wire = encode(sent);
        for (let at = 0, turn = 0; at < wire.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1;
          connection.write(wire.subarray(at, at + size));
          at += size;
        }
        connection.end();
        const [stdout, stderr] = await Promise.all([all(output.stdout), all(output.stderr)]);
        expect(stdout).toEqual(of(sent, 1));
        expect(stderr).toEqual(of(sent, 2));
      }),
      { numRuns: 200 },
    );
  });

  it('stops taking from the connection while nobody reads', async () => {
    const connection = new PassThrough({ highWaterMark: 1024 });
    const output = demultiplex(connection);
    const frame = encode([{ stream: 1, data: new Uint8Array(64 * 1024) }]);
    let written = 0;
    while (written < 1_000 && connection.write(frame)) written++;
    for (; written < 1_000; written++) {
      const isDrained = await Promise.race([new Promise((resolve) => connection.once('drain', () => resolve(true))), sleep(100, false)]);
      if (!isDrained) break;
      connection.write(frame);
    }
    expect(written).toBeLessThan(40);
    connection.end();
    expect((await all(output.stdout)).length).toBeGreaterThanOrEqual(written * 64 * 1024);
  });

  it('drops what is for a cancelled stream and goes on with the other', async () => {
    const connection = new PassThrough();
    const output = demultiplex(connection);
    await output.stderr.cancel();
    for (let n = 0; n < 40; n++) connection.write(encode([{ stream: 2, data: new Uint8Array(64 * 1024) }]));
    connection.end(encode([{ stream: 1, data: Buffer.from('here') }]));
    expect((await all(output.stdout)).toString()).toBe('here');
  });

  it('ends both when the connection breaks', async () => {
    const connection = new PassThrough();
    const output = demultiplex(connection);
    connection.write(encode([{ stream: 1, data: Buffer.from('half') }]).subarray(0, 10));
    setTimeout(() => connection.destroy(new Error('reset')), 10);
    expect((await all(output.stdout)).toString()).toBe('ha');
    expect((await all(output.stderr)).toString()).toBe('');
  });
});

describe('stdinOf', () => {
  it('fails a write to a connection that is gone', async () => {
    const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    connection.on('error', () => {});
    const writer = stdinOf(connection).getWriter();
    await writer.write(new Uint8Array([1]));
    connection.destroy();
    await expect(writer.write(new Uint8Array([2]))).rejects.toThrow();
    await writer.closed.catch(() => {});
  });
});
