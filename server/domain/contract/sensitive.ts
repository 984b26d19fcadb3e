import { expandBraces } from '../shared/glob.ts';
import { SENSITIVE_SETS } from '../shared/path-sets.ts';
import { compilePathSet, isPlainPath, type PathSet } from './paths.ts';

/** Areas that are refused unattended by default: a wrong change there costs more than a review. */
export type SensitiveArea = keyof typeof SENSITIVE_SETS;
export const SENSITIVE_AREAS = Object.keys(SENSITIVE_SETS) as readonly SensitiveArea[];

/** As people call them, in messages. */
export const SENSITIVE_AREA_NAMES: Readonly<Record<SensitiveArea, string>> = {
  auth: 'access control',
  secrets: 'secrets',
  billing: 'billing',
  migrations: 'migrations',
  release: 'release settings',
  infra: 'infrastructure',
  prod_data: 'production data',
};

const COMPILED: readonly { readonly area: SensitiveArea; readonly set: PathSet }[] = SENSITIVE_AREAS.map((area) => ({
  area,
  set: compilePathSet(SENSITIVE_SETS[area]),
}));

/** Every area that a path belongs to, with the glob that says so. A path that is not plain belongs to none here: ask `isPlainPath`. */
export const sensitiveAreasOf = (path: string): readonly { readonly area: SensitiveArea; readonly glob: string }[] => {
  if (!isPlainPath(path)) return [];
  return COMPILED.flatMap(({ area, set }) => {
    const glob = set.find(path);
    return glob === null ? [] : [{ area, glob }];
  });
};

/**
 * Areas that a glob names by itself (`src/billing/**`), found by filling its wildcards with a neutral letter. A glob that
 * merely covers such an area (`src/**`) shows only when the repository's files are known.
 */
export const sensitiveAreasOfGlob = (glob: string): readonly SensitiveArea[] => {
  const areas = new Set<SensitiveArea>();
  for (const alternative of expandBraces(glob) ?? []) {
    const sample = alternative.replace(/\*+/g, 'x').replace(/\?/g, 'x').replace(/\/$/, '/x');
    for (const { area } of sensitiveAreasOf(sample)) areas.add(area);
    if (!alternative.includes('*')) for (const { area } of sensitiveAreasOf(`${sample}/x`)) areas.add(area);
  }
  return SENSITIVE_AREAS.filter((area) => areas.has(area));
};
