import { createServer } from 'node:http';
import { HttpError, readJson, sendJson } from './http.js';
import { matchRoute } from './router.js';
import { routes } from './routes.js';
import { createStore } from './store.js';
import { userOf } from './users.js';

/** The shop as an HTTP server that is not listening yet. `logError` gets what nobody expected. */
export function createShop({ store = createStore(), logError = () => {} } = {}) {
  return createServer(async (request, response) => {
    try {
      const { status, body } = await handle(store, request);
      sendJson(response, status, body);
    } catch (error) {
      if (error instanceof HttpError) {
        sendJson(response, error.status, { error: error.code, message: error.message });
      } else {
        logError(error);
        sendJson(response, 500, { error: 'internal', message: 'Something went wrong on our side.' });
      }
    }
  });
}

async function handle(store, request) {
  const url = new URL(request.url, 'http://shop.invalid');
  const match = matchRoute(routes, request.method, url.pathname);
  if (!match) throw new HttpError(404, 'unknown_route', `There is no ${request.method} ${url.pathname}.`);
  const { route, params } = match;
  const user = route.open ? null : userOf(store, request.headers['x-user-id']);
  const body = await readJson(request);
  const query = Object.fromEntries(url.searchParams);
  return { status: route.status ?? 200, body: await route.answer({ store, user, params, query, body }) };
}
