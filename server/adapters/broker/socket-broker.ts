import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Agent } from 'undici';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { Broker, BrokerInput, BrokerSession } from '../../ports/broker.ts';
import { handoffTools, serveHandoff } from './handoff-tools.ts';
import { describeTarget, sendError } from './http-limits.ts';
import { mayForward, modelGateway } from './model-gateway.ts';

/** Where the socket's directory is mounted in every sandbox. */
const MOUNT_POINT = '/run/countersign';
const SOCKET_NAME = 'broker.sock';
const MAX_CONNECTIONS = 64;
const MAX_MODEL_CALLS = 8;
/** The kernel's `sun_path` has 108 bytes with the closing zero. */
const MAX_SOCKET_PATH_BYTES = 107;
/** A sandbox that asks in a loop must not fill the log. */
const MAX_REFUSALS_LOGGED = 500;

/** One HTTP server per run on `<dir>/<runId>/broker.sock`. `dir` belongs to the worker alone. */
export const socketBroker = (options: { readonly dir: string }): Broker => ({
  async open(input) {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(input.runId)) return fail(failure('invalid_input', 'A run id has letters, digits, - and _ only.'));
    const runDir = join(options.dir, input.runId);
    const path = join(runDir, SOCKET_NAME);
    if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
      return fail(
        failure(
          'sandbox_start_failed',
          `The path of the broker's socket is too long for the kernel: ${path}. Use a shorter data directory.`,
        ),
      );
    }
    const upstreamAgent = new Agent({ connect: { timeout: 30_000 } });
    const server = serve(input, upstreamAgent);
    try {
      // Nobody else on this machine passes the outer directory; the sandbox enters by the inner one, which is mounted.
      await mkdir(options.dir, { recursive: true, mode: 0o700 });
      await chmod(options.dir, 0o700);
      await rm(runDir, { recursive: true, force: true });
      await mkdir(runDir, { mode: 0o711 });
      await chmod(runDir, 0o711);
      await listen(server, path);
      await chmod(path, 0o666);
    } catch (error) {
      server.close();
      await upstreamAgent.destroy();
      return fail(failure('sandbox_start_failed', `The broker's socket could not be made (${codeOf(error)}).`));
    }
    const session: BrokerSession = {
      mounts: [{ source: runDir, target: MOUNT_POINT, readOnly: true }],
      async close() {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        server.closeAllConnections();
        for (const socket of sockets.get(server) ?? []) socket.destroy();
        await upstreamAgent.destroy();
        await closed;
        await rm(runDir, { recursive: true, force: true });
      },
    };
    return ok(session);
  },
});

/** All open sockets, those that left HTTP (`CONNECT`, upgrades) included. */
const sockets = new WeakMap<Server, Set<Socket>>();

const serve = (input: BrokerInput, upstreamAgent: Agent): Server => {
  const { handlers } = input;
  const tools = handoffTools(handlers);
  const gateway = input.model ? modelGateway(input.model, upstreamAgent, handlers.onEvent) : null;
  let refusals = 0;
  let modelCalls = 0;

  const refuse = (method: string, target: string, reason: string): void => {
    refusals++;
    if (refusals > MAX_REFUSALS_LOGGED) return;
    const last = refusals === MAX_REFUSALS_LOGGED ? ' Further refusals of this run are not logged.' : '';
    handlers.onEvent({
      kind: 'broker',
      outcome: 'refused',
      method: method.slice(0, 20),
      target: describeTarget(target),
      reason: reason + last,
    });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? '';
    const target = request.url ?? '';
    const path = target.split('?')[0] ?? '';
    const forbid = (reason: string): void => {
      refuse(method, target, reason);
      sendError(response, 403, 'refused', reason);
    };
    if (path === '/mcp') return serveHandoff(tools, request, response);
    const [, provider, rest] = /^\/model\/([a-z_]+)(\/[A-Za-z0-9/_-]*)$/.exec(path) ?? [];
    if (provider === undefined || rest === undefined) {
      return forbid('This sandbox has no network: only the model gateway and the handoff tools can be reached.');
    }
    if (!input.model || !gateway) {
      return sendError(response, 503, 'no_model', 'No model is connected to this run. An admin sets one in the agent profile.');
    }
    if (provider !== input.model.provider) return forbid(`This run has a model of ${input.model.provider}, not of ${provider}.`);
    if (!mayForward(input.model.provider, method, rest)) return forbid('The model gateway forwards model calls only.');
    if (modelCalls >= MAX_MODEL_CALLS) return sendError(response, 429, 'too_many_calls', `At most ${MAX_MODEL_CALLS} model calls at once.`);
    modelCalls++;
    try {
      await gateway.serve(rest + target.slice(path.length), request, response);
    } finally {
      modelCalls--;
    }
  };

  const server = createServer(
    { maxHeaderSize: 32 * 1024, headersTimeout: 15_000, requestTimeout: 5 * 60_000, keepAliveTimeout: 30_000 },
    (request, response) => {
      answer(request, response).catch(() => sendError(response, 500, 'internal', 'The broker failed on this request.'));
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  const open = new Set<Socket>();
  sockets.set(server, open);
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A peer that resets is no news; without a listener it would end the worker.
    socket.on('error', () => socket.destroy());
  });
  server.on('connect', (request, socket) => {
    refuse('CONNECT', request.url ?? '', 'This sandbox has no network: the host is not on its list.');
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  server.on('upgrade', (request, socket) => {
    refuse(request.method ?? 'GET', request.url ?? '', 'The broker does not change protocols.');
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    else socket.destroy();
  });
  return server;
};

const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path }, () => {
      server.off('error', reject);
      resolve();
    });
  });

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown');
