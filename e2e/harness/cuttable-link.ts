import { connect, createServer, type Socket } from 'node:net';

export type CuttableLink = { readonly url: string /** Drops every open connection. */; cut(): number; close(): Promise<void> };

/** A plain TCP relay in front of the web process, so that a test can break connections as a bad network does. */
export const openCuttableLink = async (target: string): Promise<CuttableLink> => {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The relay has no port.');
  const cut = () => {
    const count = open.size;
    for (const socket of open) socket.destroy();
    return count;
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    close: async () => {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
};
