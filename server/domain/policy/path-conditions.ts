import type { ChangedFile } from '../artifact/manifest.ts';
import { compilePathSet, isPlainPath } from '../contract/paths.ts';
import { expandBraces } from '../shared/glob.ts';
import { listed, visibleLine } from '../shared/visible.ts';
import type { Condition } from './condition-model.ts';
import type { PredicateNode } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { Policy } from './model.ts';
import { compiledSets, type SetHit, touched } from './path-sets.ts';
import { bundle, node } from './truth.ts';

type PathsCondition = Extract<Condition, { paths: unknown }>['paths'];

/** Both sides of a rename count; a name that cannot be classified makes everything about paths unknown. */
export const pathsPredicate = (policy: Policy, wanted: PathsCondition, facts: PolicyFacts): PredicateNode => {
  const { files } = facts;
  if (files === null) return node('paths', 'unknown', 'the list of files is not known', 'not known');
  const { paths, odd, words } = touched(files);
  if (odd.length > 0) return node('paths', 'unknown', 'a path has control characters and cannot be classified', listed(odd));
  const sets = compiledSets(policy);
  const hits = sets.hits(files);
  const nodes: PredicateNode[] = [];
  const add = (predicate: string, names: readonly string[], isTrue: boolean, sentence: string) => {
    const doubt = names.some((name) => sets.isUnreadable(name));
    nodes.push(
      node(
        `paths.${predicate}`,
        doubt ? 'unknown' : isTrue,
        doubt ? `a pattern in ${names.join(', ')} cannot be read` : sentence,
        words,
        names.join(', '),
      ),
    );
  };
  if (wanted.any_in !== undefined) {
    const except = wanted.except_in ?? [];
    const caught = hitsIn(hits, wanted.any_in);
    for (const path of hitsIn(hits, except).keys()) caught.delete(path);
    const sentence = caught.size > 0 ? sayHits(caught, paths, 'matches') : `no touched path is in ${wanted.any_in.join(', ')}`;
    add('any_in', [...wanted.any_in, ...except], caught.size > 0, sentence);
  }
  if (wanted.none_in !== undefined) {
    const caught = hitsIn(hits, wanted.none_in);
    const sentence = caught.size > 0 ? sayHits(caught, paths, 'is in') : `no touched path is in ${wanted.none_in.join(', ')}`;
    add('none_in', wanted.none_in, caught.size === 0, sentence);
  }
  if (wanted.all_in !== undefined) {
    const inside = hitsIn(hits, wanted.all_in);
    const outside = paths.filter((path) => !inside.has(path));
    const names = wanted.all_in.join(', ');
    const sentence =
      paths.length === 0
        ? 'the diff is empty'
        : outside.length > 0
          ? `${outside.length} of ${paths.length} touched paths outside ${names}: ${listed(outside)}`
          : `all ${paths.length} touched paths are in ${names}`;
    add('all_in', wanted.all_in, paths.length > 0 && outside.length === 0, sentence);
  }
  if (wanted.since_last_round_all_in !== undefined) {
    const names = wanted.since_last_round_all_in;
    const changed = facts.lastRoundPaths;
    if (changed === null || !changed.every(isPlainPath))
      nodes.push(
        node('paths.since_last_round_all_in', 'unknown', 'what the last round changed is not known', 'not known', names.join(', ')),
      );
    else {
      const outside = changed.filter((path) => names.every((name) => sets.find(name, path) === null));
      const sentence =
        changed.length === 0
          ? 'the last round changed nothing'
          : outside.length > 0
            ? `last round also changed ${listed(outside)}`
            : `last round changed only ${names.join('/')}`;
      add('since_last_round_all_in', names, changed.length > 0 && outside.length === 0, sentence);
    }
  }
  if (wanted.statuses_only !== undefined) {
    const allowed: readonly string[] = wanted.statuses_only;
    const other = files.find((file) => !allowed.includes(file.status) || !isPlainFile(file));
    nodes.push(
      node(
        'paths.statuses_only',
        other === undefined,
        other === undefined
          ? 'only plain adds and edits'
          : `${visibleLine(other.path)}: status ${other.status} mode ${other.oldMode}→${other.newMode}`,
        '',
        allowed.join(', '),
      ),
    );
  }
  return bundle('paths', nodes);
};

type NamedHit = SetHit & { readonly name: string };

/** The paths in any of these sets, each with the first of them. */
const hitsIn = (hits: ReadonlyMap<string, readonly SetHit[]>, names: readonly string[]): Map<string, NamedHit> => {
  const found = new Map<string, NamedHit>();
  if (!names.some((name) => hits.has(name))) return found;
  for (const name of names) for (const { path, glob } of hits.get(name) ?? []) if (!found.has(path)) found.set(path, { path, glob, name });
  return found;
};

/** The first three, in the order of the change. */
const sayHits = (hits: ReadonlyMap<string, NamedHit>, paths: readonly string[], verb: string): string => {
  const said: string[] = [];
  for (const path of paths) {
    const hit = hits.get(path);
    if (hit !== undefined) said.push(`${visibleLine(path)} ${verb} ${hit.name} (${hit.glob})`);
    if (said.length === 3) break;
  }
  return said.join('; ');
};

/** The files that make a condition about paths true: what "matched files" means. All of them when it is not about paths. */
export const matchedFiles = (policy: Policy, condition: Condition, files: readonly ChangedFile[]): readonly string[] => {
  const sets = compiledSets(policy);
  const wanted = placesOf(condition);
  const isIn = (names: readonly string[], path: string) => !isPlainPath(path) || names.some((name) => sets.find(name, path) !== null);
  const hits = files.filter((file) =>
    (file.oldPath === null ? [file.path] : [file.oldPath, file.path]).some((path) =>
      wanted.some(({ any, except }) => isIn(any, path) && (!isPlainPath(path) || !except.some((name) => sets.find(name, path) !== null))),
    ),
  );
  return (hits.length === 0 ? files : hits).map((file) => file.path);
};

type Places = { readonly any: readonly string[]; readonly except: readonly string[] };
const placesOf = (condition: Condition): readonly Places[] => {
  if ('all' in condition) return condition.all.flatMap(placesOf);
  if ('any' in condition) return condition.any.flatMap(placesOf);
  return 'paths' in condition && condition.paths.any_in !== undefined
    ? [{ any: condition.paths.any_in, except: condition.paths.except_in ?? [] }]
    : [];
};

/** A regular file that keeps its mode. */
const isPlainFile = (file: ChangedFile): boolean => {
  const modes = [file.oldMode, file.newMode].filter((mode) => mode !== '000000');
  return (
    modes.every((mode) => mode === '100644' || mode === '100755') && (modes.length === 1 ? modes[0] === '100644' : modes[0] === modes[1])
  );
};

/** By the globs themselves, with wildcards filled in, and by the files they cover when those are known. */
export const declaredPaths = (
  policy: Policy,
  names: readonly string[],
  task: NonNullable<PolicyFacts['task']>,
  paths: readonly string[] | null,
): PredicateNode => {
  const predicate = 'task.declared_paths_in';
  const wanted = names.join(', ');
  if (task.allowedPaths.length === 0) {
    if (task.kind === 'investigation') return node(predicate, false, 'an investigation writes nowhere', '', wanted);
    return node(predicate, 'unknown', 'the task declares no paths', 'none', wanted);
  }
  const sets = compiledSets(policy);
  const [allowed, denied] = [compilePathSet(task.allowedPaths), compilePathSet(task.deniedPaths)];
  const covered = (paths ?? []).filter((path) => allowed.find(path) !== null && denied.find(path) === null);
  const samples = task.allowedPaths.flatMap((glob) =>
    (expandBraces(glob) ?? []).map((plain) => plain.replace(/\*+|\?/g, 'x').replace(/\/$/, '/x')),
  );
  for (const path of [...samples, ...covered]) {
    for (const name of names) {
      const glob = sets.find(name, path);
      if (glob !== null)
        return node(predicate, true, `declared path ${visibleLine(path)} is in ${name} (${glob})`, visibleLine(path), wanted);
    }
  }
  return node(predicate, false, `no declared path is in ${wanted}`, listed(task.allowedPaths), wanted);
};
