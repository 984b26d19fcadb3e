import type { PolicyLayer } from '../policy-evidence/policy-api.ts';

/** What a layer is called in a row. */
export const layerName = ({ repositoryId, repositoryName }: Pick<PolicyLayer, 'repositoryId' | 'repositoryName'>): string =>
  repositoryId === null ? 'Installation' : (repositoryName ?? 'a repository that is gone');

/** And within a sentence. */
export const layerWords = (layer: Pick<PolicyLayer, 'repositoryId' | 'repositoryName'>): string =>
  layer.repositoryId === null ? 'the installation' : layerName(layer);
