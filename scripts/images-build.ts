import { dirname } from 'node:path';
import { baseImage } from './setup/base-image.ts';
import { dockerEngine } from './setup/docker-engine.ts';
import { AGENT_IMAGES, type AgentImage, agentImages, DEFAULT_IMAGES } from './setup/images.ts';
import { SetupStop } from './setup/step.ts';

// npm run images:build [-- name…]: the images that sandboxes run, OpenCode and script when none is named.
const root = dirname(import.meta.dirname);
const isKnown = (name: string): name is AgentImage => AGENT_IMAGES.some((known) => known === name);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !isKnown(name));

try {
  if (unknown.length > 0) throw new SetupStop(`No such image: ${unknown.join(', ')}. There are: ${AGENT_IMAGES.join(', ')}.`);
  await dockerEngine(root);
  await baseImage(root);
  await agentImages(root, asked.length > 0 ? asked.filter(isKnown) : DEFAULT_IMAGES);
} catch (error) {
  if (!(error instanceof SetupStop)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
