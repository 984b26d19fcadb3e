import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerImages } from '../../server/adapters/docker/image-store.ts';
import { BASE_PACKAGES, baseRoot } from './base-root.ts';
import { contextTar, installImagePackages, platformInputs } from './image-context.ts';
import { INPUTS_LABEL, inputsDigest } from './inputs-digest.ts';
import { announce, report, SetupStop, type StepReport } from './step.ts';

const STEP = 'base image';

/**
 * Builds `countersign/base:<digest>` (and `:latest`), which every agent image stands on. Nothing is fetched inside the build on
 * the air-gapped path: Debian comes from the mirror, Node is the binary that this project pins, npm comes through npm.
 */
export async function baseImage(root: string): Promise<StepReport> {
  const images = dockerImages(process.env.DOCKER_HOST ?? null);
  const digest = await baseDigest(root);
  const image = `countersign/base:${digest}`;
  const isBuilt = (await images.labels(image))?.[INPUTS_LABEL] === digest;
  const isLatest = isBuilt && (await images.labels('countersign/base:latest'))?.[INPUTS_LABEL] === digest;
  if (isLatest) return report(STEP, 'skipped', `${image} is up to date`);
  const from = await baseRoot(images, root);
  const source = join(root, 'sandbox-images/base');
  const packages = await installImagePackages(STEP, source, join(root, '.cache/images/base'));
  announce(STEP, `building ${image} on ${from.image}`);
  const context = contextTar([
    { folder: source, names: ['Dockerfile', 'enter', 'gitconfig'] },
    { folder: join(root, 'node_modules/node/bin'), names: ['node'] },
    { folder: packages, names: ['node_modules'] },
  ]);
  const lines: string[] = [];
  await images
    .build(context, {
      tags: [image, 'countersign/base:latest'],
      labels: { [INPUTS_LABEL]: digest },
      args: { BASE_IMAGE: from.image, PACKAGES: BASE_PACKAGES.join(' ') },
      network: from.network,
      onLine: (line) => lines.push(line),
    })
    .catch((error: Error) => {
      throw new SetupStop(`${STEP}: the build failed: ${error.message}\n${lines.slice(-15).join('\n')}`);
    });
  await rm(packages, { recursive: true, force: true });
  return report(STEP, 'done', `built ${image}`);
}

export async function baseDigest(root: string): Promise<string> {
  return inputsDigest(join(root, 'sandbox-images/base'), [...(await platformInputs(root)), ...BASE_PACKAGES]);
}
