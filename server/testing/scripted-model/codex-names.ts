import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Codex knows the tools of an MCP server by a namespace and a short name, as OpenAI's models send them; the mock has one name only. */
export const codexToolName = (tool: string): string => `mcp__countersign__${tool}`;
const WHOLE_NAME = /"name":"(mcp__countersign)__(\w+)"/g;

/** Stands before the mock and splits those names in the answers of the Responses API; all else passes as it is. */
export const splitToolNames = async (
  mockUrl: string,
  port: number,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { host: _host, connection: _connection, 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = request.headers;
    const body = request.method === 'GET' ? undefined : Buffer.concat(chunks);
    const answer = await fetch(mockUrl + request.url, { method: request.method, headers: headers as Record<string, string>, body });
    const text = await answer.text();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(request.url?.endsWith('/responses') ? text.replaceAll(WHOLE_NAME, '"name":"$2","namespace":"$1"') : text);
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
