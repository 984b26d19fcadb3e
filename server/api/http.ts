import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { contextOf, webParts } from './context.ts';
import { failureOfError, isOurFault, refuse } from './errors.ts';
import { appRouter } from './root.ts';

/** A contract has at most a few hundred kilobytes; what is larger is a slip of the clipboard. */
const MAX_BODY_BYTES = 1_048_576;
/** For programs, which send no Origin. A page of another site cannot set a header of its own name without our consent (CORS). */
const GUARD_HEADER = 'x-countersign';

export const handleTrpc = async (request: Request): Promise<Response> => {
  const body = request.method === 'POST' ? await readCapped(request) : null;
  const refusal = request.method === 'POST' ? whyRefused(request, body) : null;
  const answer = await fetchRequestHandler({
    endpoint: '/api/trpc',
    router: appRouter,
    req: request.method === 'POST' ? withBody(request, body) : request,
    // Queries go by POST too: a contract does not fit into an address.
    allowMethodOverride: true,
    createContext: () => {
      if (refusal) throw refusal;
      return contextOf(request);
    },
    onError: ({ error, path }) => {
      const { log, stopping } = webParts();
      if (isOurFault(error) && !stopping.aborted) log.error({ error: error.cause ?? error, path }, 'a request failed');
    },
  });
  return withQuickReconnect(answer);
};

/** A browser waits about three seconds before it opens a dropped stream again; a live log should not. */
const RECONNECT_MS = 500;

const withQuickReconnect = (answer: Response): Response => {
  if (!answer.body || !answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer;
  const hint = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(`retry: ${RECONNECT_MS}\n\n`)),
  });
  return new Response(answer.body.pipeThrough(hint), { status: answer.status, headers: answer.headers });
};

const withBody = (request: Request, body: Uint8Array<ArrayBuffer> | null): Request =>
  new Request(request.url, { method: 'POST', headers: request.headers, body: body ?? '', signal: request.signal });

const whyRefused = (request: Request, body: Uint8Array | null) => {
  if (!isSameOrigin(request)) return refuse({ code: 'not_allowed', message: 'This request came from another site.' });
  if (body === null) return refuse({ code: 'invalid_input', message: 'What you sent is larger than 1 MB.' }, 413);
  return null;
};

/** The origin of this installation or of the address that it was reached by; browsers always name one. */
const isSameOrigin = (request: Request): boolean => {
  const origin = request.headers.get('origin');
  if (origin === null) return request.headers.get(GUARD_HEADER) === '1';
  if (!URL.canParse(origin)) return false;
  return origin === webParts().env.publicUrl || new URL(origin).host === request.headers.get('host');
};

/** The body, or null when it is over the cap; stops reading there. */
const readCapped = async (request: Request): Promise<Uint8Array<ArrayBuffer> | null> => {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
};

export const handleAuth = async (request: Request): Promise<Response> => {
  if (request.method !== 'POST') return webParts().accounts.handle(request);
  const body = await readCapped(request);
  const refusal = whyRefused(request, body);
  if (refusal) {
    const { code, message } = failureOfError(refusal);
    return Response.json({ code, message }, { status: body === null ? 413 : 403 });
  }
  return webParts().accounts.handle(withBody(request, body));
};

/** For load balancers and operators: no sign-in, no secrets. 503 when the database does not answer. */
export const handleHealth = async (): Promise<Response> => {
  const health = await webParts().health();
  return Response.json(health, { status: health.status === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } });
};
