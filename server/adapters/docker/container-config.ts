import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import { SANDBOX_UID } from '../../domain/run/limits.ts';
import type { SandboxSpec } from '../../ports/sandbox.ts';

/** Marks every object that we create, so that a sweep finds all of them and nobody else's. */
export const INSTALLATION_LABEL = 'dev.countersign.installation';
export const HOME = '/home/agent';

const MIB = 1024 * 1024;
const USER = `${SANDBOX_UID}:${SANDBOX_UID}`;

export type ContainerPlace = {
  /** `sha256:…`: what was looked up is what runs, also when the tag moves meanwhile. */
  readonly imageId: string;
  /** Paths that the image declares as volumes: the engine would give each an uncapped folder on the machine's disk. */
  readonly imageVolumes: readonly string[];
  readonly installation: string;
  /** `runsc` where the engine has it. */
  readonly runtime: string;
  /** Cores of the machine: the engine refuses to promise more. */
  readonly cpus: number;
};

/** The vendor's type lacks a field that the engine has had since API 1.41. */
export type ContainerConfig = ContainerCreateOptions & { HostConfig: HostConfig & { CgroupnsMode: 'private' } };

/**
 * The isolation profile, whole, in one place: what a sandbox may, as the engine's container config. Each line is proven from
 * inside by `testing/sandbox-contract.ts`. What is not named here is the engine's default and meant to be: its seccomp and
 * AppArmor profiles, masked paths, and namespaces of its own for processes, mounts and host name.
 */
export function containerConfig(spec: SandboxSpec, place: ContainerPlace): ContainerConfig {
  const { limits } = spec;
  const [program = '', ...args] = spec.command;
  return {
    name: spec.name,
    Image: place.imageId,
    // As the entry point, so that the image's own is not run around it.
    Entrypoint: [program],
    Cmd: args,
    Env: Object.entries({ HOME, ...spec.env }).map(([key, value]) => `${key}=${value}`),
    WorkingDir: spec.workingDir,
    User: USER,
    Hostname: 'sandbox',
    Labels: { ...spec.labels, [INSTALLATION_LABEL]: place.installation },
    Tty: false,
    AttachStdin: spec.stdin,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: spec.stdin,
    // Closing our end of stdin closes the process's.
    StdinOnce: spec.stdin,
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      Runtime: place.runtime,
      // An init as process 1: it reaps what agents leave behind and passes signals on.
      Init: true,
      NetworkMode: 'none',
      IpcMode: 'private',
      CgroupnsMode: 'private',
      Privileged: false,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      ReadonlyRootfs: true,
      Mounts: [
        // Not recursive: what is mounted below a folder on the machine is not the run's business.
        ...spec.mounts.map((mount) => ({
          Type: 'bind' as const,
          Source: mount.source,
          Target: mount.target,
          ReadOnly: mount.readOnly,
          BindOptions: { Propagation: 'rprivate' as const, NonRecursive: true },
        })),
        ...place.imageVolumes.map((target) => ({
          Type: 'tmpfs' as const,
          Source: '',
          Target: target,
          ReadOnly: false,
          TmpfsOptions: { SizeBytes: MIB, Mode: 0o1777 },
        })),
      ],
      // `exec`, because agents unpack and load their native parts there, and the workspace allows it anyhow.
      Tmpfs: {
        '/tmp': `rw,exec,nosuid,nodev,size=${limits.tmpMb}m,mode=1777`,
        [HOME]: `rw,exec,nosuid,nodev,size=${limits.homeMb}m,mode=0700,uid=${SANDBOX_UID},gid=${SANDBOX_UID}`,
      },
      ShmSize: 64 * MIB,
      PidsLimit: limits.pids,
      Memory: limits.memoryMb * MIB,
      // Equal to the memory: no swap.
      MemorySwap: limits.memoryMb * MIB,
      NanoCpus: Math.round(Math.min(limits.cpus, place.cpus) * 1e9),
      // When the machine runs out of memory, a sandbox goes before anything of the machine's own.
      OomScoreAdj: 500,
      Ulimits: [
        { Name: 'nofile', Soft: limits.openFiles, Hard: limits.openFiles },
        { Name: 'fsize', Soft: limits.workspaceMb * MIB, Hard: limits.workspaceMb * MIB },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      LogConfig: logConfig(limits.logMb),
      RestartPolicy: { Name: 'no' },
      AutoRemove: false,
    },
  };
}

/**
 * The engine keeps its own copy of the output, for a worker that comes back to a living sandbox and for an operator. The
 * `local` driver keeps bytes as they are (the `json-file` driver does not) and throws away the older of two files.
 */
function logConfig(logMb: number): { Type: string; Config: Record<string, string> } {
  if (logMb <= 0) return { Type: 'none', Config: {} };
  return { Type: 'local', Config: { 'max-size': `${Math.max(1, Math.floor(logMb / 2))}m`, 'max-file': '2', compress: 'false' } };
}
