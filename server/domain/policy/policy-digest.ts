import { digestOf } from '../shared/digest.ts';
import type { Policy } from './model.ts';
import type { RepositoryPolicy } from './repository-policy.ts';

/** Of what a version says. Its number is given by the store, so the same text under another number is the same version. */
export const versionDigest = (policy: Policy | RepositoryPolicy): string =>
  digestOf({ ...policy, metadata: { ...policy.metadata, version: undefined } });
