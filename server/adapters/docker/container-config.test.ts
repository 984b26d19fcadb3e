import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../domain/run/limits.ts';
import type { SandboxSpec } from '../../ports/sandbox.ts';
import { type ContainerPlace, containerConfig } from './container-config.ts';

const place: ContainerPlace = { imageId: 'sha256:abc', imageVolumes: [], installation: 'here', runtime: 'runc', cpus: 8 };
const spec: SandboxSpec = {
  name: 'countersign-agent-1',
  image: 'countersign/base:latest',
  command: ['/opt/countersign/enter', 'opencode', 'acp'],
  env: { A: '1' },
  workingDir: '/workspace',
  mounts: [
    { source: '/data/w', target: '/workspace', readOnly: false },
    { source: '/data/o', target: '/objects', readOnly: true },
  ],
  limits: DEFAULT_LIMITS,
  labels: { 'dev.countersign.run': 'r1', 'dev.countersign.installation': 'forged' },
  stdin: true,
};

describe('containerConfig', () => {
  it('is the isolation profile, line by line', () => {
    expect(containerConfig(spec, place).HostConfig).toMatchInlineSnapshot(`
      {
        "AutoRemove": false,
        "CapDrop": [
          "ALL",
        ],
        "CgroupnsMode": "private",
        "Init": true,
        "IpcMode": "private",
        "LogConfig": {
          "Config": {
            "compress": "false",
            "max-file": "2",
            "max-size": "8m",
          },
          "Type": "local",
        },
        "Memory": 4294967296,
        "MemorySwap": 4294967296,
        "Mounts": [
          {
            "BindOptions": {
              "NonRecursive": true,
              "Propagation": "rprivate",
            },
            "ReadOnly": false,
            "Source": "/data/w",
            "Target": "/workspace",
            "Type": "bind",
          },
          {
            "BindOptions": {
              "NonRecursive": true,
              "Propagation": "rprivate",
            },
            "ReadOnly": true,
            "Source": "/data/o",
            "Target": "/objects",
            "Type": "bind",
          },
        ],
        "NanoCpus": 2000000000,
        "NetworkMode": "none",
        "OomScoreAdj": 500,
        "PidsLimit": 512,
        "Privileged": false,
        "ReadonlyRootfs": true,
        "RestartPolicy": {
          "Name": "no",
        },
        "Runtime": "runc",
        "SecurityOpt": [
          "no-new-privileges:true",
        ],
        "ShmSize": 67108864,
        "Tmpfs": {
          "/home/agent": "rw,exec,nosuid,nodev,size=512m,mode=0700,uid=61000,gid=61000",
          "/tmp": "rw,exec,nosuid,nodev,size=512m,mode=1777",
        },
        "Ulimits": [
          {
            "Hard": 4096,
            "Name": "nofile",
            "Soft": 4096,
          },
          {
            "Hard": 4294967296,
            "Name": "fsize",
            "Soft": 4294967296,
          },
          {
            "Hard": 0,
            "Name": "core",
            "Soft": 0,
          },
        ],
      }
    `);
  });

  it('starts exactly the command, from the image that was looked up', () => {
    const config = containerConfig(spec, place);
    expect(config).toMatchObject({
      Image: 'sha256:abc',
      Entrypoint: ['/opt/countersign/enter'],
      Cmd: ['opencode', 'acp'],
      User: '61000:61000',
      Tty: false,
    });
    expect(config.Env).toEqual(['HOME=/home/agent', 'A=1']);
  });

  it('puts our label over any of that name', () => {
    expect(containerConfig(spec, place).Labels).toEqual({ 'dev.countersign.run': 'r1', 'dev.countersign.installation': 'here' });
  });

  it('opens stdin only where it was asked for', () => {
    expect(containerConfig({ ...spec, stdin: false }, place)).toMatchObject({ OpenStdin: false, StdinOnce: false, AttachStdin: false });
  });

  it('promises no more processors than the machine has', () => {
    expect(containerConfig(spec, { ...place, cpus: 1 }).HostConfig.NanoCpus).toBe(1e9);
  });

  it('gives a volume of the image a small tmpfs instead of the machine’s disk', () => {
    const mounts = containerConfig(spec, { ...place, imageVolumes: ['/var/data'] }).HostConfig.Mounts;
    expect(mounts?.at(-1)).toMatchObject({ Type: 'tmpfs', Target: '/var/data', TmpfsOptions: { SizeBytes: 1024 * 1024 } });
  });

  it('lets the engine keep no output where the limit is nothing', () => {
    const config = containerConfig({ ...spec, limits: { ...DEFAULT_LIMITS, logMb: 0 } }, place);
    expect(config.HostConfig.LogConfig).toEqual({ Type: 'none', Config: {} });
  });
});
