import type { Duplex } from 'node:stream';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { Sandbox, SandboxEngine, SandboxSpec, SandboxState } from '../../ports/sandbox.ts';
import { connectDocker } from './connect.ts';
import { type ContainerConfig, type ContainerPlace, containerConfig, INSTALLATION_LABEL } from './container-config.ts';
import { asResult, engineFailure, statusOf } from './engine-failure.ts';
import { removeContainer } from './remove-container.ts';
import { runningSandbox } from './running-sandbox.ts';

const HARDENED_RUNTIME = 'runsc';

export type DockerSandboxOptions = {
  /** `unix://…` or `tcp://…`; null is the usual socket. */
  readonly dockerHost: string | null;
  /** Which Countersign this is: several may share an engine, and none touches another's containers. */
  readonly installation: string;
};

/** Sandboxes as containers of a Docker engine, in the profile of `container-config.ts`. */
export function dockerSandbox({ dockerHost, installation }: DockerSandboxOptions): SandboxEngine {
  const connect = connectDocker(dockerHost);

  const describe: SandboxEngine['describe'] = () =>
    asResult('say what it is', {}, async () => {
      const info = await (await connect()).info();
      return { version: info.ServerVersion, runtimes: Object.keys(info.Runtimes ?? {}), defaultRuntime: info.DefaultRuntime };
    });

  const lookUp = async (image: string): Promise<Result<ContainerPlace>> => {
    try {
      const docker = await connect();
      const [found, info] = await Promise.all([docker.getImage(image).inspect(), docker.info()]);
      const runtime = HARDENED_RUNTIME in (info.Runtimes ?? {}) ? HARDENED_RUNTIME : info.DefaultRuntime;
      return ok({ imageId: found.Id, imageVolumes: Object.keys(found.Config.Volumes ?? {}), installation, runtime, cpus: info.NCPU });
    } catch (error) {
      if (statusOf(error) === 404) return fail(failure('sandbox_image_missing', `The sandbox image ${image} is not on this machine.`));
      return fail(engineFailure(error, `look up the image ${image}`));
    }
  };

  const start = async (spec: SandboxSpec): Promise<Result<Sandbox>> => {
    const place = await lookUp(spec.image);
    return place.ok ? startContainer(spec, containerConfig(spec, place.value), place.value.imageId) : place;
  };

  const startContainer = async (spec: SandboxSpec, config: ContainerConfig, imageDigest: string): Promise<Result<Sandbox>> => {
    const docker = await connect();
    const created = await asResult(`create sandbox ${spec.name}`, { 404: 'sandbox_image_missing' }, () => docker.createContainer(config));
    if (!created.ok) return created;
    const container = created.value;
    let connection: Duplex | null = null;
    try {
      const streams = { stdin: spec.stdin, stdout: true, stderr: true };
      connection = (await container.attach({ stream: true, hijack: true, ...streams })) as Duplex;
      await container.start();
      return ok(runningSandbox({ name: spec.name, imageDigest, container, connection, hasStdin: spec.stdin }));
    } catch (error) {
      connection?.destroy();
      await removeContainer(container, spec.name);
      return fail(engineFailure(error, `start sandbox ${spec.name}`));
    }
  };

  const find = async (name: string): Promise<Result<SandboxState | null>> => {
    try {
      const found = await (await connect()).getContainer(name).inspect();
      return ok(isOurs(found.Config.Labels) ? stateOf(found.Name, found.State.Status, found.Config.Labels) : null);
    } catch (error) {
      return statusOf(error) === 404 ? ok(null) : fail(engineFailure(error, `find sandbox ${name}`));
    }
  };

  const isOurs = (labels: Readonly<Record<string, string>> | undefined) => labels?.[INSTALLATION_LABEL] === installation;

  return {
    describe,
    async imageDigest(image) {
      const place = await lookUp(image);
      return place.ok ? ok(place.value.imageId) : place;
    },
    start,
    find,
    async remove(name) {
      const found = await find(name);
      if (!found.ok) return found;
      return found.value === null ? ok(false) : removeContainer((await connect()).getContainer(name), name);
    },
    list: () =>
      asResult('list its sandboxes', {}, async () => {
        const filters = { label: [`${INSTALLATION_LABEL}=${installation}`] };
        const found = await (await connect()).listContainers({ all: true, filters });
        return found.map((container) => stateOf(container.Names[0] ?? '', container.State, container.Labels));
      }),
  };
}

function stateOf(name: string, state: string, labels: Readonly<Record<string, string>>): SandboxState {
  return { name: name.replace(/^\//, ''), state: isLive(state) ? state : 'exited', labels };
}

/** What else the engine knows (`restarting`, `removing`, `dead`) is over for us. */
const isLive = (state: string): state is 'created' | 'running' | 'paused' =>
  state === 'created' || state === 'running' || state === 'paused';
