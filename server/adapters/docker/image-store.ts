import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { connectDocker } from './connect.ts';

/** Images of the local engine, for the set-up that makes them. Rejects with the vendor's error: a set-up step stops there. */
export type ImageStore = {
  /** Labels of a local image, or null where there is none of that name. */
  labels(image: string): Promise<Readonly<Record<string, string>> | null>;
  /** Pulls from a registry; false when it could not be had within the time, for whatever reason. */
  pull(image: string, timeoutMs: number): Promise<boolean>;
  /** Makes an image of one layer from a tar of a root file system. `image` is `name:tag`. */
  importRoot(tar: Readable, image: string, labels: Readonly<Record<string, string>>): Promise<void>;
  build(context: Readable, options: BuildOptions): Promise<void>;
};

export type BuildOptions = {
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
  /** `none` where the build needs nothing from outside; `host` where a package mirror is asked. */
  readonly network: 'none' | 'host';
  readonly onLine: (line: string) => void;
};

export function dockerImages(dockerHost: string | null): ImageStore {
  const connect = connectDocker(dockerHost);
  return {
    async labels(image) {
      try {
        const found = await (await connect()).getImage(image).inspect();
        return found.Config.Labels ?? {};
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 404) return null;
        throw error;
      }
    },

    async pull(image, timeoutMs) {
      const docker = await connect();
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), timeoutMs);
      try {
        const stream = await docker.pull(image, { abortSignal: abort.signal });
        await untilDone(docker, stream, () => {});
        return true;
      } catch {
        return false;
      } finally {
        clearTimeout(timer);
      }
    },

    async importRoot(tar, image, labels) {
      const docker = await connect();
      const [repo = image, tag = 'latest'] = image.split(':');
      const changes = Object.entries(labels).map(([key, value]) => `LABEL ${key}=${value}`);
      // dockerode hands `fromSrc: '-'` a body only through its `importImage`.
      const stream = await docker.importImage(tar, { repo, tag, changes });
      await untilDone(docker, stream, () => {});
    },

    async build(context, options) {
      const docker = await connect();
      const [first, ...more] = options.tags;
      const stream = await docker.buildImage(context, {
        t: first,
        labels: { ...options.labels },
        buildargs: { ...options.args },
        networkmode: options.network,
        rm: true,
        forcerm: true,
      });
      await untilDone(docker, stream, (event) => {
        if (typeof event.stream === 'string' && event.stream.trim() !== '') options.onLine(event.stream.trimEnd());
      });
      for (const image of more) {
        const [repo = image, tag = 'latest'] = image.split(':');
        if (first) await docker.getImage(first).tag({ repo, tag });
      }
    },
  };
}

/** The engine answers 200 and tells of a failure in the stream: a line with `error` is one. */
function untilDone(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onEvent: (event: { stream?: string; error?: string }) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error: Error | null, events: readonly { error?: string }[] | null) => {
        const told = events?.find((event) => event.error)?.error;
        if (error ?? told) reject(error ?? new Error(told));
        else resolve();
      },
      onEvent,
    );
  });
}
