import { defineConfig } from 'vitest/config';

const NOT_OURS = ['**/node_modules/**', '.next/**', '.cache/**', 'data/**', 'demo/shop/**'];

const ON_A_STACK = {
  exclude: NOT_OURS,
  globalSetup: ['e2e/harness/global-setup.ts'],
  setupFiles: ['e2e/harness/shared-sessions.ts'],
  // Long, because a busy machine may take three times as long: what waits says itself what it waited for.
  testTimeout: 600_000,
  hookTimeout: 600_000,
};

export default defineConfig({
  test: {
    // Two cores: more workers only make the ones with containers and databases time out.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', testTimeout: 30_000, include: ['**/*.test.{ts,tsx}'], exclude: NOT_OURS } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['**/*.itest.{ts,tsx}'],
          exclude: NOT_OURS,
          globalSetup: ['server/testing/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      // All on one stack, two files at a time: they mostly wait for containers. Each test has a repository of its own.
      {
        extends: true,
        test: { ...ON_A_STACK, name: 'e2e', include: ['e2e/*.e2e.ts', 'e2e/ui/*.e2e.ts'] },
      },
      // Kills, restarts, limits: mostly waiting for leases and minutes, so they wait beside each other and beside everything else.
      { extends: true, test: { ...ON_A_STACK, name: 'robust', include: ['e2e/robust/*.e2e.ts'] } },
    ],
  },
});
