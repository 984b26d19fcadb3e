import { createShop } from '../src/server.js';
import { createStore } from '../src/store.js';

/** A shop on a free port for one test, closed when the test ends. `errors` holds what was answered with a 500. */
export async function openShop(t) {
  const errors = [];
  const store = createStore({ now: () => new Date('2026-05-04T10:00:00Z') });
  const server = createShop({ store, logError: (error) => errors.push(error) });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  const base = `http://127.0.0.1:${server.address().port}`;

  /** One request; the answer's body is parsed. */
  async function call(method, path, { as, body } = {}) {
    const headers = { connection: 'close', ...(as ? { 'x-user-id': as } : {}) };
    const answer = await fetch(base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  }
  return { store, errors, call };
}
