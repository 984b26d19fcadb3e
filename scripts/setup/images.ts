import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerImages, type ImageStore } from '../../server/adapters/docker/image-store.ts';
import { baseDigest } from './base-image.ts';
import { type ContextPart, contextTar, installImagePackages, platformInputs } from './image-context.ts';
import { INPUTS_LABEL, inputsDigest } from './inputs-digest.ts';
import { announce, report, SetupStop, type StepReport } from './step.ts';

/** The agent images that we know how to build, by the name of their folder under `sandbox-images/`. */
export const AGENT_IMAGES = ['opencode', 'script', 'claude-code', 'codex'] as const;
export type AgentImage = (typeof AGENT_IMAGES)[number];
/** Built without asking: free software, and what the demo and the tests run. */
export const DEFAULT_IMAGES: readonly AgentImage[] = ['opencode', 'script'];

/** Builds `countersign/<name>:<digest>` (and `:latest`) for each name. Needs `baseImage` first. */
export async function agentImages(root: string, names: readonly AgentImage[] = DEFAULT_IMAGES): Promise<readonly StepReport[]> {
  const images = dockerImages(process.env.DOCKER_HOST ?? null);
  const base = await baseDigest(root);
  const reports: StepReport[] = [];
  for (const name of names) reports.push(await agentImage(images, root, name, base));
  return reports;
}

async function agentImage(images: ImageStore, root: string, name: AgentImage, base: string): Promise<StepReport> {
  const step = `${name} image`;
  const source = join(root, 'sandbox-images', name);
  const variant = await packageFolder(name);
  const digest = await inputsDigest(source, [...(await platformInputs(root)), base, variant]);
  const image = `countersign/${name}:${digest}`;
  const latest = `countersign/${name}:latest`;
  const isLatest = (await images.labels(image)) !== null && (await images.labels(latest))?.[INPUTS_LABEL] === digest;
  if (isLatest) return report(step, 'skipped', `${image} is up to date`);
  announce(step, 'installing its packages');
  const packages = await installImagePackages(step, join(source, variant), join(root, '.cache/images', name));
  announce(step, `building ${image}`);
  const lines: string[] = [];
  await images
    .build(contextTar(await contextParts(source, packages)), {
      tags: [image, latest],
      labels: { [INPUTS_LABEL]: digest },
      args: { BASE_IMAGE: `countersign/base:${base}` },
      network: 'none',
      onLine: (line) => lines.push(line),
    })
    .catch((error: Error) => {
      throw new SetupStop(`${step}: the build failed: ${error.message}\n${lines.slice(-15).join('\n')}`);
    });
  await rm(packages, { recursive: true, force: true });
  return report(step, 'done', `built ${image}`);
}

/** Everything that lies in the image's folder, and the packages; less what its `.dockerignore` names (tar patterns). */
async function contextParts(source: string, packages: string): Promise<readonly ContextPart[]> {
  const ignoreFile = join(source, '.dockerignore');
  const hasIgnoreFile = await stat(ignoreFile).then(
    () => true,
    () => false,
  );
  return [
    { folder: source, names: ['--exclude=./node_modules', '.'] },
    { folder: packages, names: ['node_modules'], ignoreFile: hasIgnoreFile ? ignoreFile : undefined },
  ];
}

/** OpenCode has one package per processor, of 180 MB each: only the right one is fetched. */
async function packageFolder(name: AgentImage): Promise<string> {
  if (name !== 'opencode') return '.';
  if (process.arch === 'arm64') return 'linux-arm64';
  const cpu = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  return /\bavx2\b/.test(cpu) ? 'linux-x64' : 'linux-x64-baseline';
}
