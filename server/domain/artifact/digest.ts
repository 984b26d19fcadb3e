import { digestOf } from '../shared/digest.ts';
import type { Change, Handoff } from './manifest.ts';

/**
 * The name of an artifact: what would land (base, trees, patch) and what was said about it. Any change to either gives
 * another name, and reviews of the old one no longer count. Commit ids and times are left out: the same content is the
 * same artifact.
 */
export const artifactDigest = (change: Change, handoff: Handoff): string =>
  digestOf({
    version: 1,
    kind: handoff.kind,
    baseSha: change.baseSha,
    baseTree: change.baseTree,
    headTree: change.headTree,
    patchId: change.patchId,
    handoff,
  });

/** Is there something that approving would put on the base branch? Reports and failing tests are accepted, not merged. */
export const isMergeable = (kind: Handoff['kind'], change: Change): boolean => kind === 'change' && change.files.length > 0;
