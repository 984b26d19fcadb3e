import type { Contract } from '../contract.ts';
import type { LintFacts, LintFinding } from '../lint.ts';
import { compilePathSet } from '../paths.ts';
import { SENSITIVE_AREA_NAMES, SENSITIVE_AREAS, type SensitiveArea, sensitiveAreasOf, sensitiveAreasOfGlob } from '../sensitive.ts';

const FIELD = 'boundary.allowedPaths';
const WIDE_SHARE = 0.6;
const WIDE_FILES = 50;

export const lintBoundary = (contract: Contract, facts: LintFacts): readonly LintFinding[] => {
  const { allowedPaths, deniedPaths, networkHosts } = contract.boundary;
  const findings: LintFinding[] = [];
  const writes = contract.returns.artifact !== 'investigation';
  if (writes && allowedPaths.length === 0) {
    findings.push({
      code: 'boundary_missing',
      severity: 'error',
      field: FIELD,
      message: 'No path may be changed. Name the files or folders that this task is about, e.g. `src/checkout/**`.',
    });
  }
  findings.push(...unreadableGlobs(FIELD, allowedPaths), ...unreadableGlobs('boundary.deniedPaths', deniedPaths));
  if (allowedPaths.length > 0) findings.push(...widthOf(contract, facts), ...sensitiveParts(contract, facts));
  if (networkHosts.length > 0) {
    findings.push({
      code: 'network_not_available',
      severity: 'error',
      field: 'boundary.networkHosts',
      message:
        'Sandboxes have no network in this version: allow-listed hosts come later. Leave the list empty; what the task needs has to be in the repository or in the image.',
    });
  }
  return findings;
};

const unreadableGlobs = (field: string, globs: readonly string[]): readonly LintFinding[] =>
  compilePathSet(globs).unreadable.map((glob) => ({
    code: 'boundary_glob_unreadable',
    severity: 'error',
    field: `${field}.${globs.indexOf(glob)}`,
    message: `\`${glob}\` uses a form that is not supported. Use *, **, ?, {a,b} and [a-z]; write several patterns instead of a long one.`,
  }));

const widthOf = (contract: Contract, facts: LintFacts): readonly LintFinding[] => {
  const { allowedPaths, deniedPaths } = contract.boundary;
  const everything = allowedPaths.findIndex((glob) => /^[*./?{},]+$/.test(glob));
  if (everything !== -1) {
    return [
      {
        code: 'boundary_too_wide',
        severity: 'warning',
        field: `${FIELD}.${everything}`,
        message: `\`${allowedPaths[everything]}\` allows the whole repository. Name the folders that this task is about.`,
      },
    ];
  }
  if (facts.paths === null || facts.paths.length === 0) return [];
  const findings: LintFinding[] = [];
  const denied = compilePathSet(deniedPaths);
  const allowed = compilePathSet(allowedPaths);
  const inside = facts.paths.filter((path) => allowed.find(path) !== null && denied.find(path) === null);
  if (facts.paths.length > WIDE_FILES && inside.length / facts.paths.length > WIDE_SHARE) {
    findings.push({
      code: 'boundary_too_wide',
      severity: 'warning',
      field: FIELD,
      message: `${inside.length} of ${facts.paths.length} files may be changed. Narrow it to the folders that this task is about.`,
    });
  }
  for (const [index, glob] of allowedPaths.entries()) {
    const single = compilePathSet([glob]);
    if (single.unreadable.length > 0 || facts.paths.some((path) => single.find(path) !== null)) continue;
    findings.push({
      code: 'boundary_matches_nothing',
      severity: 'warning',
      field: `${FIELD}.${index}`,
      message: `\`${glob}\` matches no file on the base branch. Check the spelling; if the task creates these files, say so as the reason.`,
    });
  }
  return findings;
};

const sensitiveParts = (contract: Contract, facts: LintFacts): readonly LintFinding[] => {
  const { allowedPaths, deniedPaths } = contract.boundary;
  const denied = compilePathSet(deniedPaths);
  const allowed = compilePathSet(allowedPaths);
  const areas = new Set<SensitiveArea>(allowedPaths.flatMap((glob) => sensitiveAreasOfGlob(glob)));
  const examples: string[] = [];
  for (const path of facts.paths ?? []) {
    if (allowed.find(path) === null || denied.find(path) !== null) continue;
    const found = sensitiveAreasOf(path);
    if (found.length === 0) continue;
    for (const { area } of found) areas.add(area);
    if (examples.length < 3) examples.push(path);
  }
  if (areas.size === 0) return [];
  const names = SENSITIVE_AREAS.filter((area) => areas.has(area)).map((area) => SENSITIVE_AREA_NAMES[area]);
  const where = examples.length > 0 ? ` (${examples.join(', ')})` : '';
  return [
    {
      code: 'boundary_sensitive',
      severity: 'warning',
      field: FIELD,
      message: `This reaches into ${names.join(', ')}${where}. Put these files under denied paths, or say why an agent should work there with nobody watching.`,
    },
  ];
};
