import Docker from 'dockerode';

const DEFAULT_SOCKET = '/var/run/docker.sock';
/** What Debian 12's engine (20.10) speaks. Newer engines speak it too, until they no longer do: see `agreeOnVersion`. */
const API_VERSION = '1.41';

/** Resolves once the engine answered; rejects with the vendor's error when it does not. */
export type DockerConnection = () => Promise<Docker>;

/** A client for the engine at `dockerHost` (`unix://…` or `tcp://…`); null is the usual socket. */
export function connectDocker(dockerHost: string | null): DockerConnection {
  const where = address(dockerHost);
  let agreed: Docker | null = null;
  return async () => {
    agreed ??= new Docker({ ...where, version: `v${await agreeOnVersion(new Docker(where))}` });
    return agreed;
  };
}

function address(dockerHost: string | null): { socketPath: string } | { protocol: 'http'; host: string; port: number } {
  if (dockerHost === null || dockerHost === '') return { socketPath: DEFAULT_SOCKET };
  if (dockerHost.startsWith('unix://')) return { socketPath: dockerHost.slice('unix://'.length) };
  const url = new URL(dockerHost.replace(/^tcp:/, 'http:'));
  return { protocol: 'http', host: url.hostname, port: Number(url.port || '2375') };
}

/** Docker 29 refuses everything below API 1.44, so we speak the engine's own minimum where that is above ours. */
async function agreeOnVersion(unversioned: Docker): Promise<string> {
  const { MinAPIVersion: minimum } = await unversioned.version();
  return minimum && isNewer(minimum, API_VERSION) ? minimum : API_VERSION;
}

function isNewer(a: string, b: string): boolean {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor > bMajor || (aMajor === bMajor && aMinor > bMinor);
}
