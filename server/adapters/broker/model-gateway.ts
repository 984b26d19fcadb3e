import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import { storableText } from '../../domain/log/storable-text.ts';
import type { BrokerHandlers, ModelUpstream } from '../../ports/broker.ts';
import { MODEL_BODY_BYTES, readBody, sendError } from './http-limits.ts';
import { readUsage } from './usage.ts';

/**
 * What agents need of a provider, and no more: with the real key on it, the rest of the API could read files, list keys or
 * start jobs that cost money. Paths are below the base URL that the vendor's own client takes.
 */
const OPENAI = { POST: ['/chat/completions', '/responses', '/responses/compact', '/completions'], GET: ['/models'] };
const ROUTES: Readonly<Record<ModelUpstream['provider'], Readonly<Record<string, readonly string[]>>>> = {
  anthropic: { POST: ['/v1/messages', '/v1/messages/count_tokens'], GET: ['/v1/models'] },
  openai: OPENAI,
  openai_compatible: OPENAI,
};

/** Everything else that an agent sends stays here, its placeholder key and cookies first of all. */
const REQUEST_HEADERS = ['accept', 'content-type', 'content-encoding', 'user-agent', 'anthropic-version', 'anthropic-beta', 'openai-beta'];
const RESPONSE_HEADERS =
  /^(content-type|content-encoding|retry-after(-ms)?|x-should-retry|(x-)?request-id|anthropic-ratelimit-.*|x-ratelimit-.*)$/;
const ERROR_BODY_BYTES = 256 * 1024;
const UPSTREAM_SILENCE_MS = 10 * 60_000;

export type ModelGateway = { readonly serve: (path: string, request: IncomingMessage, response: ServerResponse) => Promise<void> };

/** True when the gateway may forward this at all; `path` is below `/model/<provider>`. */
export const mayForward = (provider: ModelUpstream['provider'], method: string, path: string): boolean =>
  ROUTES[provider][method]?.includes(path) ?? false;

export const modelGateway = (upstream: ModelUpstream, dispatcher: Dispatcher, onEvent: BrokerHandlers['onEvent']): ModelGateway => {
  const base = upstream.baseUrl.replace(/\/+$/, '');

  const serve: ModelGateway['serve'] = async (target, request, response) => {
    const body = await readBody(request, MODEL_BODY_BYTES);
    if (body === null) return sendError(response, 413, 'too_large', `A model request may have ${MODEL_BODY_BYTES} bytes.`);
    const startedAt = performance.now();
    const usage = readUsage();
    let responseBytes = 0;
    const report = (status: number): void =>
      onEvent({
        kind: 'model_call',
        provider: upstream.provider,
        model: modelOf(body),
        status,
        ms: Math.round(performance.now() - startedAt),
        requestBytes: body.length,
        responseBytes,
        ...usage.finish(),
      });

    const abort = new AbortController();
    response.once('close', () => abort.abort());
    let answer: Dispatcher.ResponseData;
    try {
      answer = await dispatcher.request({
        origin: new URL(base).origin,
        path: new URL(base + target).pathname + new URL(base + target).search,
        method: request.method === 'GET' ? 'GET' : 'POST',
        headers: { ...forwarded(request), ...authorization(upstream) },
        body: request.method === 'GET' ? null : body,
        signal: abort.signal,
        headersTimeout: UPSTREAM_SILENCE_MS,
        bodyTimeout: UPSTREAM_SILENCE_MS,
      });
    } catch {
      report(abort.signal.aborted ? CLIENT_WENT_AWAY : 502);
      return sendError(response, 502, 'upstream_unreachable', 'The model provider did not answer. Try again in a moment.');
    }

    if (answer.statusCode >= 300) {
      const text = await readCapped(answer.body);
      responseBytes = text.length;
      report(answer.statusCode);
      if (answer.statusCode < 400) {
        return sendError(response, 502, 'upstream_redirect', 'The model provider answered with a redirect, which is not followed.');
      }
      // Some providers quote the key that they refuse.
      const safe = upstream.key ? text.toString('utf8').replaceAll(upstream.key, '[key]') : text;
      if (response.destroyed) return;
      response.writeHead(answer.statusCode, returned(answer.headers, upstream.key));
      response.end(safe);
      return;
    }

    response.writeHead(answer.statusCode, returned(answer.headers, upstream.key));
    response.flushHeaders();
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        responseBytes += chunk.length;
        usage.push(chunk);
        next(null, chunk);
      },
    });
    try {
      await pipeline(answer.body, meter, response);
      report(answer.statusCode);
    } catch {
      report(abort.signal.aborted ? CLIENT_WENT_AWAY : 502);
      response.destroy();
    }
  };
  return { serve };
};

/** What nginx logs for it; there is no registered status. */
const CLIENT_WENT_AWAY = 499;

const forwarded = (request: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  for (const name of REQUEST_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
};

const authorization = ({ provider, key }: ModelUpstream): Record<string, string> => {
  if (key === '') return {};
  return provider === 'anthropic' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` };
};

const returned = (headers: Readonly<Record<string, string | string[] | undefined>>, key: string): OutgoingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => value !== undefined && RESPONSE_HEADERS.test(name) && (key === '' || !String(value).includes(key)),
    ),
  );

const readCapped = async (body: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > ERROR_BODY_BYTES) break;
    }
  } catch {
    // The status is the message; a body that breaks off changes nothing.
  }
  return Buffer.concat(chunks).subarray(0, ERROR_BODY_BYTES);
};

/** The model that the agent asked for, as the log names it; empty when the body does not say. */
const modelOf = (body: Buffer): string => {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    const model = typeof parsed === 'object' && parsed !== null && 'model' in parsed ? parsed.model : '';
    return typeof model === 'string' ? storableText(model.slice(0, 200), 200) : '';
  } catch {
    return '';
  }
};
