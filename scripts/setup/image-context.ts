import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { lastLines, runCommand, SetupStop } from './step.ts';

/** A folder and the names in it that go into a build context, under these names. */
export type ContextPart = { readonly folder: string; readonly names: readonly string[]; readonly ignoreFile?: string };

/** Streams a tar of the parts. Owner and order are fixed, so that the same inputs hit the engine's build cache. */
export function contextTar(parts: readonly ContextPart[]): Readable {
  const args = ['--create', '--file=-', '--owner=0', '--group=0', '--numeric-owner', '--sort=name'];
  for (const part of parts) if (part.ignoreFile) args.push(`--exclude-from=${part.ignoreFile}`);
  for (const part of parts) args.push('-C', part.folder, ...part.names);
  return commandOutput('tar', args);
}

/** A command's output as a stream that fails when the command does, so that half a tar is never taken for a whole one. */
export function commandOutput(command: string, args: readonly string[]): Readable {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-2_000);
  });
  child.once('error', (error) => child.stdout.destroy(error));
  child.once('exit', (code) => {
    if (code !== 0) child.stdout.destroy(new Error(`${command} ended with ${code}: ${complaint}`));
  });
  return child.stdout;
}

/**
 * Installs the npm packages of an image on this machine, where the registry, its certificates and its mirror are already known,
 * instead of inside the build, where they are not. Returns the folder that holds `node_modules`; delete it after the build.
 */
export async function installImagePackages(step: string, source: string, target: string): Promise<string> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await copyFile(join(source, 'package.json'), join(target, 'package.json'));
  const hasLock = await stat(join(source, 'package-lock.json')).then(
    () => true,
    () => false,
  );
  if (hasLock) await copyFile(join(source, 'package-lock.json'), join(target, 'package-lock.json'));
  const args = [hasLock ? 'ci' : 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = await runCommand('npm', args, { cwd: target });
  if (done.exitCode !== 0) {
    throw new SetupStop(
      `${step}: "npm ${args.join(' ')}" in ${target} failed:\n${lastLines(done)}\n\nIs the npm registry reachable from here? Repair that, then start again.`,
    );
  }
  return target;
}

/** What makes a cached image of another machine kind unusable here. */
export async function platformInputs(root: string): Promise<readonly string[]> {
  const node = JSON.parse(await readFile(join(root, 'node_modules/node/package.json'), 'utf8')).version;
  return [process.arch, `node ${node}`];
}
