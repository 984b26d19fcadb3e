import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Agent, fetch as fetchWith } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Handoff } from '../domain/artifact/manifest.ts';
import type { EventBody } from '../domain/log/event.ts';
import type { Broker, BrokerSession, ModelUpstream } from '../ports/broker.ts';

const KEY = 'sk-real-key-0123456789';

type Seen = { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string };

/** What every broker must do, asked over the real socket. `makeBroker` gets a private directory. */
export const brokerContract = (name: string, makeBroker: (dir: string) => Broker): void => {
  describe(`broker: ${name}`, () => {
    let dir = '';
    let upstream: Server;
    let upstreamUrl = '';
    let seen: Seen[] = [];
    let events: EventBody[] = [];
    let handoffs: Handoff[] = [];
    let session: BrokerSession;
    let agent: Agent;

    beforeAll(async () => {
      upstream = createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
        seen.push({
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        });
        const model = /"model":"([^"]*)"/.exec(seen.at(-1)?.body ?? '')?.[1];
        if (model === 'redirects') return response.writeHead(302, { location: 'http://example.invalid/' }).end();
        if (model === 'refuses')
          return response.writeHead(401, { 'x-echo': KEY }).end(JSON.stringify({ error: { message: `bad key ${KEY}` } }));
        if (model === 'hangs') return response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {}\n\n');
        response.writeHead(200, { 'content-type': 'text/event-stream', 'set-cookie': 'a=b', 'x-request-id': `r-${KEY}` });
        response.write('data: {"choices":[{"delta":{"content":"one"}}]}\n\n');
        await new Promise((resolve) => setTimeout(resolve, 50));
        response.end('data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}}\n\ndata: [DONE]\n\n');
      });
      await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
      upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    });
    afterAll(() => {
      upstream.closeAllConnections();
      upstream.close();
    });

    beforeEach(async () => {
      dir = await mkdtemp(join(tmpdir(), 'countersign-broker-'));
      seen = [];
      events = [];
      handoffs = [];
    });
    afterEach(async () => {
      await agent?.destroy();
      await session?.close();
      await rm(dir, { recursive: true, force: true });
    });

    const socketOf = (opened: BrokerSession) => join(opened.mounts[0]?.source ?? '', 'broker.sock');
    const openWith = async (model: ModelUpstream | null): Promise<void> => {
      const result = await makeBroker(dir).open({
        runId: 'run-1',
        model,
        handlers: {
          onEvent: (event) => events.push(event),
          onHandoff: (handoff) => {
            handoffs.push(handoff);
            return handoff.summary.includes('refuse me')
              ? { accepted: false, message: 'Commit first.' }
              : { accepted: true, message: 'Handed over.' };
          },
        },
      });
      if (!result.ok) throw new Error(result.failure.message);
      session = result.value;
      agent = new Agent({ connect: { socketPath: socketOf(session) } });
    };
    const openModel = () => openWith({ provider: 'openai_compatible', baseUrl: `${upstreamUrl}/v1/`, key: KEY });
    const ask = (path: string, init: { method?: string; headers?: Record<string, string>; body?: string } = {}) =>
      fetchWith(`http://127.0.0.1:8377${path}`, { ...init, dispatcher: agent, redirect: 'manual' });
    const chat = (model: string) =>
      ask('/model/openai_compatible/chat/completions', {
        method: 'POST',
        headers: { authorization: 'Bearer placeholder', 'content-type': 'application/json', 'x-api-key': 'placeholder', cookie: 'a=b' },
        body: JSON.stringify({ model, stream: true }),
      });
    const raw = (bytes: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(socketOf(session));
        let answer = '';
        socket.on('data', (chunk) => {
          answer += chunk.toString('latin1');
        });
        socket.on('close', () => resolve(answer));
        socket.on('error', () => resolve(answer));
        socket.write(bytes);
      });
    const eventually = async (check: () => boolean): Promise<void> => {
      for (const deadline = Date.now() + 5_000; !check(); ) {
        if (Date.now() > deadline) throw new Error(`not seen in 5 s; events: ${JSON.stringify(events)}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };

    test('a model call streams through with the real key, and its event has sizes and tokens but no key', async () => {
      await openModel();
      const response = await chat('m-1');
      expect(response.status).toBe(200);
      const first = await response.body?.getReader().read();
      expect(new TextDecoder().decode(first?.value)).toContain('"one"');
      expect(seen[0]).toMatchObject({ method: 'POST', url: '/v1/chat/completions' });
      expect(seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
      expect(seen[0]?.headers['x-api-key']).toBeUndefined();
      expect(seen[0]?.headers.cookie).toBeUndefined();
      expect(response.headers.get('set-cookie')).toBeNull();
      expect([...response.headers.values()].join(' ')).not.toContain(KEY);
    });

    test('the event of a model call', async () => {
      await openModel();
      await (await chat('m-1')).text();
      await eventually(() => events.length === 1);
      expect(events[0]).toMatchObject({
        kind: 'model_call',
        provider: 'openai_compatible',
        model: 'm-1',
        status: 200,
        inputTokens: 12,
        outputTokens: 3,
      });
      expect(events[0]).toMatchObject({ requestBytes: 29 });
      expect(JSON.stringify(events)).not.toContain(KEY);
    });

    test('an anthropic upstream gets its own header', async () => {
      await openWith({ provider: 'anthropic', baseUrl: upstreamUrl, key: KEY });
      await (
        await ask('/model/anthropic/v1/messages?beta=true', { method: 'POST', body: '{}', headers: { 'anthropic-version': '2023-06-01' } })
      ).text();
      expect(seen[0]).toMatchObject({ url: '/v1/messages?beta=true' });
      expect(seen[0]?.headers).toMatchObject({ 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
    });

    test('a provider that quotes the key is cleaned; a redirect is not followed', async () => {
      await openModel();
      const refused = await chat('refuses');
      expect(refused.status).toBe(401);
      expect(await refused.text()).not.toContain(KEY);
      expect([...refused.headers.values()].join(' ')).not.toContain(KEY);
      const redirected = await chat('redirects');
      expect(redirected.status).toBe(502);
      expect(redirected.headers.get('location')).toBeNull();
      expect(events.map((event) => event.kind === 'model_call' && event.status)).toEqual([401, 302]);
    });

    test('an agent that hangs up ends the call upstream, and it is recorded', async () => {
      await openModel();
      const stop = new AbortController();
      const response = await fetchWith('http://127.0.0.1:8377/model/openai_compatible/responses', {
        method: 'POST',
        body: '{"model":"hangs"}',
        dispatcher: agent,
        signal: stop.signal,
      });
      expect(response.status).toBe(200);
      stop.abort();
      await eventually(() => events.some((event) => event.kind === 'model_call' && event.status === 499));
    });

    test('no model connected, and an unreachable one, are clear errors', async () => {
      await openWith(null);
      const none = await chat('m-1');
      expect(none.status).toBe(503);
      expect(await none.json()).toMatchObject({ error: { type: 'no_model' } });
      await session.close();
      await agent.destroy();
      await openWith({ provider: 'openai_compatible', baseUrl: 'http://127.0.0.1:9/v1', key: KEY });
      expect((await chat('m-1')).status).toBe(502);
    });

    test.each([
      ['another provider', '/model/anthropic/v1/messages', 'POST'],
      ['another part of the API', '/model/openai_compatible/files', 'POST'],
      ['another method', '/model/openai_compatible/chat/completions', 'DELETE'],
      ['a path that climbs', '/model/openai_compatible/%2e%2e/files', 'POST'],
      ['anything else', '/etc/passwd?secret=1', 'GET'],
    ])('refuses %s and says so', async (_what, path, method) => {
      await openModel();
      const response = await ask(path, { method });
      expect(response.status).toBe(403);
      expect(seen).toEqual([]);
      expect(events).toHaveLength(1);
      expect(events[0]).toMatchObject({ kind: 'broker', outcome: 'refused', method });
      expect(JSON.stringify(events)).not.toContain('secret=1');
    });

    test('refuses to be a proxy', async () => {
      await openModel();
      expect(await raw('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n')).toMatch(/^HTTP\/1.1 403 /);
      expect(await raw('GET http://example.com/a\x01b HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n')).toMatch(
        /^HTTP\/1.1 40[03] /,
      );
      expect(await raw('GET http://example.com/a HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 403 /);
      expect(await raw('GET /mcp HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')).toMatch(/^HTTP\/1.1 403 /);
      expect(events.map((event) => event.kind === 'broker' && event.target)).toEqual(['example.com:443', 'http://example.com/a', '/mcp']);
    });

    test('survives garbage, huge headers and huge bodies', async () => {
      await openModel();
      expect(await raw('\x00\x01\x02 garbage\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
      expect(await raw(`GET / HTTP/1.1\r\nX: ${'a'.repeat(64 * 1024)}\r\n\r\n`)).toMatch(/^(HTTP\/1.1 4\d\d |$)/);
      expect(await raw('POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n')).toMatch(/^HTTP\/1.1 413 /);
      expect(await raw('POST /model/openai_compatible/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n')).toMatch(
        /^HTTP\/1.1 413 /,
      );
      await (await chat('m-1')).text();
      expect(seen).toHaveLength(1);
    });

    test('a loop of refused requests does not fill the log', async () => {
      await openModel();
      for (let i = 0; i < 600; i++) await (await ask('/x')).text();
      expect(events).toHaveLength(500);
      expect(events.at(-1)).toMatchObject({ reason: expect.stringContaining('not logged') });
    });

    const withTools = async (use: (client: Client) => Promise<void>): Promise<void> => {
      const client = new Client({ name: 'contract', version: '1' });
      const transport = new StreamableHTTPClientTransport(new URL('http://127.0.0.1:8377/mcp'), {
        fetch: ((url: string | URL, init?: RequestInit) =>
          fetchWith(url, { ...(init as object), dispatcher: agent })) as unknown as typeof fetch,
      });
      await client.connect(transport);
      await use(client);
      await client.close();
    };
    const call = async (client: Client, tool: string, args: Record<string, unknown>) => {
      const result = await client.callTool({ name: tool, arguments: args });
      return { isError: result.isError === true, text: (result.content as { text: string }[])[0]?.text ?? '' };
    };

    test('the handoff tools are listed with schemas and arrive as events and handoffs', async () => {
      await openWith(null);
      await withTools(async (client) => {
        const { tools } = await client.listTools();
        expect(tools.map((tool) => tool.name)).toEqual([
          'report_progress',
          'record_check',
          'submit_artifact',
          'stop_and_report',
          'ask',
          'propose_subtask',
        ]);
        expect(tools[2]?.inputSchema.required).toEqual(['kind', 'summary']);
        await call(client, 'report_progress', { text: 'Reproduced\u0000\ud800.' });
        await call(client, 'record_check', { command: 'node --test', outcome: 'failed' });
        await call(client, 'ask', { question: 'Which one?' });
        await call(client, 'propose_subtask', { title: 'Later', outcome: 'It is done.' });
        expect(events[0]).toEqual({ kind: 'progress', text: 'Reproduced\u2400\ufffd.' });
        expect(events.map((event) => event.kind)).toEqual(['progress', 'claimed_check', 'question', 'subtask_proposed']);
        const done = await call(client, 'submit_artifact', { kind: 'change', summary: 'Fixed.' });
        expect(done).toEqual({ isError: false, text: 'Handed over.' });
        await call(client, 'stop_and_report', {
          summary: 'No database.',
          command: 'npm test',
          environment: 'node 24',
          missingPrecondition: 'a database',
        });
        expect(handoffs).toEqual([
          { kind: 'change', summary: 'Fixed.', claimedChecks: [], failuresHit: [], remainingRisks: [] },
          {
            kind: 'could_not_finish',
            summary: 'No database.',
            claimedChecks: [],
            failuresHit: [],
            remainingRisks: [],
            couldNotFinish: { command: 'npm test', environment: 'node 24', missingPrecondition: 'a database' },
          },
        ]);
      });
    });

    test('wrong arguments are tool errors that say what is wrong, and nothing is recorded', async () => {
      await openWith(null);
      await withTools(async (client) => {
        for (const [tool, args] of [
          ['report_progress', { text: 1 }],
          ['report_progress', { text: 'a', extra: true }],
          ['record_check', { command: 'x', outcome: 'great' }],
          ['submit_artifact', { kind: 'could_not_finish', summary: 'x' }],
          ['submit_artifact', { kind: 'change', summary: '' }],
          ['submit_artifact', { kind: 'change', summary: 'x', claimedChecks: 'npm test' }],
          ['stop_and_report', { summary: 'x' }],
          ['no_such_tool', {}],
        ] as const) {
          const result = await call(client, tool, args);
          expect(result.isError, tool).toBe(true);
          expect(result.text.length).toBeGreaterThan(10);
        }
        expect(await call(client, 'submit_artifact', { kind: 'change', summary: 'refuse me' })).toEqual({
          isError: true,
          text: 'Commit first.',
        });
        expect(events).toEqual([]);
        expect(handoffs).toHaveLength(1);
      });
    });

    test('the socket is open to the sandbox and its directory to nobody else', async () => {
      await openWith(null);
      expect((await stat(dir)).mode & 0o777).toBe(0o700);
      expect((await stat(session.mounts[0]?.source ?? '')).mode & 0o777).toBe(0o711);
      expect((await stat(socketOf(session))).mode & 0o777).toBe(0o666);
      expect(session.mounts[0]).toMatchObject({ target: '/run/countersign', readOnly: true });
    });

    test('close ends every connection, removes the socket, and opening again works', async () => {
      await openModel();
      const hanging = connect(socketOf(session));
      const ended = new Promise<void>((resolve) => hanging.on('close', () => resolve()));
      hanging.on('error', () => {});
      hanging.write('POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n');
      await new Promise((resolve) => setTimeout(resolve, 50));
      await session.close();
      await ended;
      await expect(stat(socketOf(session))).rejects.toThrow();
      await openModel();
      expect((await chat('m-1')).status).toBe(200);
    });

    test('a run id that is a path is refused', async () => {
      const result = await makeBroker(dir).open({
        runId: '../x',
        model: null,
        handlers: { onEvent: () => {}, onHandoff: () => ({ accepted: true, message: '' }) },
      });
      expect(result).toMatchObject({ ok: false, failure: { code: 'invalid_input' } });
    });
  });
};
