import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageStore } from '../../server/adapters/docker/image-store.ts';
import { installDebianPackages } from './debian-packages.ts';
import { commandOutput } from './image-context.ts';
import { INPUTS_LABEL } from './inputs-digest.ts';
import { announce, isRoot, lastLines, runCommand, SetupStop } from './step.ts';

const STEP = 'base image';
const REGISTRY_IMAGE = 'debian:bookworm-slim';
const PULL_DEADLINE_MS = 60_000;
const KEYRINGS = ['/usr/share/keyrings/debian-archive-keyring.gpg', '/usr/share/keyrings/ubuntu-archive-keyring.gpg'];

/** What a sandbox has beside the shell: `enter` needs socat, agents look for the others. */
export const BASE_PACKAGES = ['git', 'ca-certificates', 'curl', 'patch', 'procps', 'ripgrep', 'socat'];

/** `network` is what the build on top of it needs: an image from a registry still lacks our packages. */
export type BaseRoot = { readonly image: string; readonly network: 'none' | 'host' };

/** The Debian that everything stands on: from a registry where one answers, else made here from the package mirror. */
export async function baseRoot(images: ImageStore, root: string): Promise<BaseRoot> {
  if (await images.labels(REGISTRY_IMAGE)) return { image: REGISTRY_IMAGE, network: 'host' };
  const distribution = await hostDistribution();
  const own = distribution ? `countersign/${distribution.id}:${distribution.codename}-root` : null;
  const inputs = BASE_PACKAGES.join(' ');
  if (own && (await images.labels(own))?.[INPUTS_LABEL] === label(inputs)) return { image: own, network: 'none' };
  announce(STEP, `asking the registry for ${REGISTRY_IMAGE}`);
  if (await images.pull(REGISTRY_IMAGE, PULL_DEADLINE_MS)) return { image: REGISTRY_IMAGE, network: 'host' };
  if (!own || !distribution) {
    throw new SetupStop(
      `${STEP}: no image registry answers, and this machine is no Debian or Ubuntu to make a base image on. Run, where a registry answers:\n\n  docker pull ${REGISTRY_IMAGE}\n\nor load it from a file (docker load), then start again.`,
    );
  }
  if (!isRoot())
    throw new SetupStop(
      `${STEP}: no image registry answers, and making the image from the package mirror needs root. Run:\n\n  sudo npm run images:build\n\nthen start again.`,
    );
  await makeRoot(images, root, distribution, own, label(inputs));
  return { image: own, network: 'none' };
}

/** A label value travels in a Dockerfile instruction: no spaces. */
const label = (inputs: string): string => inputs.replaceAll(' ', '+');

type Distribution = {
  readonly id: 'debian' | 'ubuntu';
  readonly codename: string;
  readonly mirror: string;
  readonly keyring: string | null;
};

async function makeRoot(images: ImageStore, root: string, distribution: Distribution, image: string, inputs: string): Promise<void> {
  if ((await runCommand('debootstrap', ['--version'])).exitCode === 127) await installDebianPackages(STEP, ['debootstrap'], '');
  const scratch = join(root, '.cache/images/root');
  await mkdir(scratch, { recursive: true });
  for (const leftover of await readdir(scratch)) await removeRoot(join(scratch, leftover));
  const folder = await mkdtemp(join(scratch, 'debian-'));
  announce(STEP, `no registry answers; making ${distribution.codename} from ${distribution.mirror} (about a minute)`);
  try {
    const args = [
      '--variant=minbase',
      `--include=${BASE_PACKAGES.join(',')}`,
      `--components=${distribution.id === 'ubuntu' ? 'main,universe' : 'main'}`,
      ...(distribution.keyring ? [`--keyring=${distribution.keyring}`] : []),
      distribution.codename,
      folder,
      distribution.mirror,
    ];
    const made = await runCommand('debootstrap', args);
    if (made.exitCode !== 0)
      throw new SetupStop(`${STEP}: "debootstrap ${args.join(' ')}" failed:\n${lastLines(made)}\n\nRepair that, then start again.`);
    const leaveOut = [
      'var/cache/apt',
      'var/lib/apt/lists',
      'var/log',
      'usr/share/doc',
      'usr/share/man',
      'usr/share/locale',
      'proc',
      'sys',
      'dev',
      'debootstrap',
    ];
    const tar = commandOutput('tar', [
      '--create',
      '--file=-',
      '--numeric-owner',
      ...leaveOut.map((path) => `--exclude=./${path}/*`),
      '-C',
      folder,
      '.',
    ]);
    await images.importRoot(tar, image, { [INPUTS_LABEL]: inputs });
  } finally {
    await removeRoot(folder);
  }
}

/** A broken run leaves `proc` mounted inside; deleting through a mount would reach the machine's own. */
async function removeRoot(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounts.reverse()) await runCommand('umount', ['--lazy', path]);
  await rm(folder, { recursive: true, force: true });
}

/** The machine's own release and mirror: what it installs from is reachable, and its keyring is here. */
async function hostDistribution(): Promise<Distribution | null> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string) => release.match(new RegExp(`^${name}="?([^"\n]*)"?$`, 'm'))?.[1];
  const id = field('ID');
  const codename = field('VERSION_CODENAME');
  if ((id !== 'debian' && id !== 'ubuntu') || !codename) return null;
  const keyring = KEYRINGS.find((path) => path.includes(id));
  const usual = id === 'debian' ? 'http://deb.debian.org/debian' : 'http://archive.ubuntu.com/ubuntu';
  return { id, codename, mirror: (await configuredMirror(codename)) ?? usual, keyring: keyring ?? null };
}

async function configuredMirror(codename: string): Promise<string | null> {
  const more = (await readdir('/etc/apt/sources.list.d').catch(() => [])).map((name) => `/etc/apt/sources.list.d/${name}`);
  for (const file of ['/etc/apt/sources.list', ...more]) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const mirror = file.endsWith('.sources') ? mirrorInStanzas(text, codename) : mirrorInLines(text, codename);
    if (mirror) return mirror;
  }
  return null;
}

/** deb822: `URIs:` of the stanza whose `Suites:` name the release itself (not its security or updates suite). */
function mirrorInStanzas(text: string, codename: string): string | null {
  for (const stanza of text.split(/\n\s*\n/)) {
    const value = (name: string) =>
      stanza
        .match(new RegExp(`^${name}:\\s*(.+)$`, 'mi'))?.[1]
        ?.trim()
        .split(/\s+/) ?? [];
    const uri = value('URIs')[0];
    if (value('Suites').includes(codename) && uri?.startsWith('http')) return uri;
  }
  return null;
}

function mirrorInLines(text: string, codename: string): string | null {
  for (const line of text.split('\n')) {
    const [, uri, suite] = line.match(/^deb\s+(?:\[[^\]]*\]\s+)?(https?:\S+)\s+(\S+)/) ?? [];
    if (uri && suite === codename) return uri;
  }
  return null;
}
