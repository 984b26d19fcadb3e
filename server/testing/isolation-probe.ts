/** What the probe prints, as JSON. Codes are errnos; `written` and `connected` mean that nothing stopped it. */
export type IsolationFacts = {
  readonly interfaces: readonly string[];
  readonly connects: Readonly<Record<'internet' | 'bridge' | 'loopback' | 'abstract', string>>;
  /** `/proc/self/status` by name. */
  readonly status: Readonly<Record<string, string>>;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly writes: Readonly<Record<string, string>>;
  readonly overwrites: Readonly<Record<string, string>>;
  readonly sizesMb: Readonly<Record<string, number>>;
  readonly fills: Readonly<Record<string, { readonly code: string; readonly megabytes: number }>>;
  readonly fileCap: string;
  readonly openFiles: string;
  readonly coreFiles: string;
  readonly sockets: readonly string[];
  readonly blockDevices: readonly string[];
  readonly processes: readonly string[];
  /** Name of process 1. */
  readonly init: string;
  /** Exit codes. */
  readonly escapes: Readonly<Record<'unshare' | 'mount' | 'mknod', number | null>>;
  /** Of the machine's processors. */
  readonly cpus: number;
  readonly oomScore: string;
  /** As `/proc/self/cgroup` shows it: only `/` when nothing of the machine's own tree is visible. */
  readonly cgroups: readonly string[];
  readonly home: string;
  readonly environment: readonly string[];
};

/**
 * Run with `node -e` inside a sandbox with `/workspace` writable and `/objects` read-only: tries what must not work.
 * Environment: PROBE_PORT, a port open on the machine; PROBE_ABSTRACT, the name of an abstract socket there.
 */
export const ISOLATION_PROBE = `
const fs = require('node:fs');
const net = require('node:net');
const { spawnSync } = require('node:child_process');
const MB = 1024 * 1024;

const attempt = (act) => { try { act(); return 'written'; } catch (error) { return error.code; } };
const connect = (where) => new Promise((resolve) => {
  const socket = net.connect(where, () => { socket.destroy(); resolve('connected'); });
  socket.setTimeout(3000, () => { socket.destroy(); resolve('ETIMEDOUT'); });
  socket.once('error', (error) => resolve(error.code));
});
const fill = (folder) => {
  const file = folder + '/fill';
  const handle = fs.openSync(file, 'w');
  let megabytes = 0, code = '';
  try { for (; megabytes < 64; megabytes++) fs.writeSync(handle, Buffer.alloc(MB, 1), 0, MB); } catch (error) { code = error.code; }
  fs.closeSync(handle);
  fs.unlinkSync(file);
  return { code, megabytes };
};
const size = (folder) => { const found = fs.statfsSync(folder); return (found.blocks * found.bsize) / MB; };
const limit = (name) => fs.readFileSync('/proc/self/limits', 'utf8').split('\\n').find((line) => line.startsWith(name)).slice(26).trim().split(/\\s+/)[0];
const read = (...files) => { for (const file of files) if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8').trim(); return ''; };
const cpus = () => {
  const [quota, period] = read('/sys/fs/cgroup/cpu.max').split(' ');
  if (period) return Number(quota) / Number(period);
  return Number(read('/sys/fs/cgroup/cpu/cpu.cfs_quota_us')) / Number(read('/sys/fs/cgroup/cpu/cpu.cfs_period_us'));
};
const exitOf = (command, ...args) => spawnSync(command, args).status;

(async () => {
  const port = Number(process.env.PROBE_PORT);
  const connects = {
    internet: await connect({ host: '1.1.1.1', port: 443 }),
    bridge: await connect({ host: '172.17.0.1', port }),
    loopback: await connect({ host: '127.0.0.1', port }),
    abstract: await connect({ path: '\\0' + process.env.PROBE_ABSTRACT }),
  };
  const folders = ['/', '/etc', '/usr/local/bin', '/proc/sys/kernel', '/sys/fs/cgroup', '/objects', '/tmp', '/home/agent', '/workspace'];
  const writes = Object.fromEntries(folders.map((folder) => [folder, attempt(() => fs.writeFileSync(folder + '/probe', 'x'))]));
  const files = ['/workspace/there.txt', '/objects/there.txt'];
  const overwrites = Object.fromEntries(files.map((file) => [file, attempt(() => fs.writeFileSync(file, 'after'))]));
  const sizesMb = { '/tmp': size('/tmp'), '/home/agent': size('/home/agent'), '/dev/shm': size('/dev/shm') };
  for (const folder of ['/tmp', '/home/agent']) fs.unlinkSync(folder + '/probe');
  const fills = { '/tmp': fill('/tmp'), '/home/agent': fill('/home/agent') };
  const big = fill('/workspace');
  process.stdout.write(JSON.stringify({
    interfaces: fs.readdirSync('/sys/class/net'),
    connects,
    status: Object.fromEntries(fs.readFileSync('/proc/self/status', 'utf8').trim().split('\\n').map((line) => line.split(':\\t').map((part) => part.trim()))),
    uid: process.getuid(),
    gid: process.getgid(),
    groups: process.getgroups(),
    writes,
    overwrites,
    sizesMb,
    fills,
    fileCap: big.code,
    openFiles: limit('Max open files'),
    coreFiles: limit('Max core file size'),
    sockets: ['/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock'].filter((path) => fs.existsSync(path)),
    blockDevices: fs.readdirSync('/dev').filter((name) => fs.lstatSync('/dev/' + name).isBlockDevice()),
    processes: fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)),
    init: read('/proc/1/comm'),
    escapes: {
      unshare: exitOf('unshare', '--user', '--map-root-user', 'true'),
      mount: exitOf('mount', '-t', 'tmpfs', 'none', '/tmp'),
      mknod: exitOf('mknod', '/tmp/disk', 'b', '8', '0'),
    },
    cpus: cpus(),
    oomScore: read('/proc/self/oom_score_adj'),
    cgroups: [...new Set(read('/proc/self/cgroup').split('\\n').map((line) => line.split(':')[2]))],
    home: process.env.HOME,
    environment: Object.keys(process.env),
  }));
})();
`;
