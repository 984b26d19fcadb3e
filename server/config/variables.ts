/**
 * Every environment variable that Countersign reads, as data: the parsers in `env.ts` and the reference in
 * `docs/operating.md` cannot name a different set (a test compares them).
 */
export const VARIABLES = {
  DATABASE_URL: { read: 'both', default: null, says: 'Postgres, as `postgres://user:password@host:port/database`.' },
  COUNTERSIGN_DATA_DIR: {
    read: 'both',
    default: './data',
    says: 'Keys, mirrors and workspaces. Made when missing; keep it out of shared folders.',
  },
  COUNTERSIGN_LOG_LEVEL: { read: 'both', default: 'info', says: 'One of fatal, error, warn, info, debug, trace, silent.' },
  COUNTERSIGN_URL: { read: 'web', default: 'http://HOST:PORT', says: 'Address that people type. With https, cookies are marked secure.' },
  COUNTERSIGN_AUTH_SECRET: {
    read: 'web',
    default: 'file `auth-secret` in the data directory',
    says: 'At least 32 characters; signs sessions. The same on every web process.',
  },
  COUNTERSIGN_TRUST_PROXY: {
    read: 'web',
    default: '0',
    says: '`1` when a reverse proxy sets X-Forwarded-For: its last entry is then the client of the sign-in limit.',
  },
  HOST: { read: 'web', default: '127.0.0.1', says: 'Address that the web process listens on.' },
  PORT: { read: 'web', default: '3000', says: 'Port that the web process listens on.' },
  COUNTERSIGN_WORKER_CAPACITY: { read: 'worker', default: '2', says: 'Runs at once on this worker, 1 to 64.' },
  DOCKER_HOST: { read: 'worker', default: 'unix:///var/run/docker.sock', says: 'The Docker engine that runs the sandboxes.' },
  ANTHROPIC_API_KEY: { read: 'worker', default: 'none', says: 'Provider key that agent profiles may name. Never leaves the worker.' },
  OPENAI_API_KEY: { read: 'worker', default: 'none', says: 'Provider key that agent profiles may name. Never leaves the worker.' },
} as const satisfies Record<string, { read: 'both' | 'web' | 'worker'; default: string | null; says: string }>;

/** Variables that an agent profile may take its key from; a worker publishes which of them it has, never their values. */
export const PROVIDER_KEY_VARIABLES = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY'] as const;
