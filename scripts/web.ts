/**
 * Starts the web process: checks the configuration and the database first, then serves the built pages (`--dev`: from
 * source) until SIGTERM or SIGINT. Next's own server would cut streams short and leave the database pools to the kernel.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import next from 'next';
import { CLIENT_ADDRESS_HEADER } from '../server/adapters/auth/better-auth.ts';
import { PATH_HEADER } from '../server/api/page-session.ts';
import { webProcess } from '../server/composition/web.ts';
import { ConfigError, webEnv } from '../server/config/env.ts';

/** What is under way may finish for this long after the streams were told to go. */
const DRAIN_MS = 10_000;
/** A machine that starts everything at once may need this long until its database answers. */
const DATABASE_PATIENCE_MS = 30_000;

const isDev = process.argv.includes('--dev');
const root = fileURLToPath(new URL('..', import.meta.url));

const main = async () => {
  const env = webEnv();
  const web = webProcess();
  await untilDatabaseAnswers(web);

  const pages = next({ dev: isDev, dir: root, hostname: env.host, port: env.port });
  await pages.prepare();
  const answer = pages.getRequestHandler();
  const server = createServer((request, response) => {
    request.headers[CLIENT_ADDRESS_HEADER] = clientAddress(request, env.trustProxy);
    request.headers[PATH_HEADER] = pathOf(request.url);
    answer(request, response).catch((error) => {
      web.log.error({ error, path: request.url }, 'a page failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  if (isDev) server.on('upgrade', pages.getUpgradeHandler());

  let isStopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    web.log.info({ signal }, 'stopping: no new connections, streams end, requests finish');
    const drained = new Promise<void>((done) => server.close(() => done()));
    server.closeIdleConnections();
    web.beginStop();
    await Promise.race([drained, new Promise((done) => setTimeout(done, DRAIN_MS))]);
    server.closeAllConnections();
    await web.close();
    web.log.info({}, 'stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, (name) => void stop(name));

  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(env.port, env.host, listening);
  });
  web.log.info({ address: `http://${env.host}:${env.port}`, publicUrl: env.publicUrl }, 'ready');
};

const untilDatabaseAnswers = async (web: ReturnType<typeof webProcess>): Promise<void> => {
  const deadline = Date.now() + DATABASE_PATIENCE_MS;
  while ((await web.health()).status !== 'ok') {
    if (Date.now() > deadline) throw new ConfigError(['DATABASE_URL names a database that does not answer, or that was not migrated']);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
};

/** What a person would see in the address bar: without the parameter that Next adds to its own requests. */
const pathOf = (url: string | undefined): string => {
  const host = 'http://localhost';
  const { pathname, searchParams } = new URL(url && URL.canParse(url, host) ? url : '/', host);
  searchParams.delete('_rsc');
  return searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname;
};

/** The connection's own address; behind a trusted proxy, what that proxy saw. What a browser claims is overwritten. */
const clientAddress = (request: IncomingMessage, trustProxy: boolean): string => {
  const seen = trustProxy
    ? String(request.headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : undefined;
  return seen || (request.socket.remoteAddress ?? '');
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
