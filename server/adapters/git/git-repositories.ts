import { resolve } from 'node:path';
import { SANDBOX_UID } from '../../domain/run/limits.ts';
import type { Repositories } from '../../ports/repository.ts';
import { commitFiles } from './commit-files.ts';
import type { OperatorEnv } from './contact.ts';
import { contains } from './contains.ts';
import { DEFAULT_CAPS, type IngestCaps, ingest } from './ingest.ts';
import { mustBeMergeBranch, prepareMerge, pushMerge } from './merge.ts';
import { probe, sync } from './mirror.ts';
import { overlayTree } from './overlay-tree.ts';
import { readChange } from './read-change.ts';
import { recentChanges } from './read-history.ts';
import { readPatches } from './read-patches.ts';
import { listPaths, readText } from './read-tree.ts';
import { revert } from './revert.ts';
import { closedGit } from './run-git.ts';
import type { User } from './run-program.ts';
import { createStore } from './store.ts';

export type GitRepositoriesOptions = {
  readonly dataDir: string;
  /** The worker's environment: ssh, credential helpers, proxies and certificates for contacting sources come from it. */
  readonly operatorEnv: OperatorEnv;
  /** Reads what agents made when the worker is root; never the sandbox's own user, and in its group, which may enter the data. Default: 61001:61000. */
  readonly reader?: User;
  readonly caps?: Partial<IngestCaps>;
};

const READER: User = { uid: SANDBOX_UID + 1, gid: SANDBOX_UID };
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export const gitRepositories = (options: GitRepositoriesOptions): Repositories => {
  const { operatorEnv } = options;
  const path = operatorEnv.PATH ?? DEFAULT_PATH;
  const store = createStore({ dataDir: resolve(options.dataDir), path, user: options.reader ?? READER, git: closedGit(path) });
  const caps = { ...DEFAULT_CAPS, ...options.caps };
  return {
    probe: (source) => probe(source, operatorEnv),
    sync: (id, source) => store.exclusively(id, () => sync(store, id, source, operatorEnv)),
    listPaths: (id, sha, limit) => listPaths(store, id, sha, limit),
    recentChanges: (id, sha, commits) => recentChanges(store, id, sha, commits),
    readText: (id, sha, path, maxBytes) => readText(store, id, sha, path, maxBytes),
    ingest: (input) => store.exclusively(input.repositoryId, () => ingest(store, caps, input)),
    contains: (id, sha, ancestor) => contains(store, id, sha, ancestor),
    readChange: (id, baseSha, headSha) => readChange(store, id, baseSha, headSha),
    readPatches: (id, baseSha, headSha, paths) => readPatches(store, id, baseSha, headSha, paths),
    overlayTree: (id, baseSha, headSha, paths) => overlayTree(store, id, baseSha, headSha, paths),
    commitFiles: (input) => store.exclusively(input.repositoryId, () => commitFiles(store, input)),
    prepareMerge: async (input) => {
      const branch = mustBeMergeBranch(input.branch);
      return branch.ok ? store.exclusively(input.repositoryId, () => prepareMerge(store, operatorEnv, input)) : branch;
    },
    revert: (input) => store.exclusively(input.repositoryId, () => revert(store, operatorEnv, input)),
    pushMerge: (input) => store.exclusively(input.repositoryId, () => pushMerge(store, operatorEnv, input)),
  };
};
