import { touchedPathsOf } from '../artifact/clauses.ts';
import type { ChangedFile } from '../artifact/manifest.ts';
import { compilePathSet, isPlainPath } from '../contract/paths.ts';
import { expandBraces } from '../shared/glob.ts';
import { listed, visibleLine } from '../shared/visible.ts';
import type { PredicateNode } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { Condition, Policy } from './model.ts';
import { compiledSets } from './path-sets.ts';
import { checksPredicate, riskPredicates } from './risk-conditions.ts';
import { allOf, anyOf, bundle, compareNumber, decisive, negate, node } from './truth.ts';

/** One condition against the facts, as a tree that already explains itself. */
export const evaluateCondition = (policy: Policy, condition: Condition, facts: PolicyFacts): PredicateNode => {
  if ('all' in condition || 'any' in condition) {
    const mode = 'all' in condition ? 'all' : 'any';
    const children = ('all' in condition ? condition.all : condition.any).map((child) => evaluateCondition(policy, child, facts));
    const truths = children.map((child) => child.result);
    return node(mode, mode === 'all' ? allOf(truths) : anyOf(truths), decisive(children, mode), '', '', children);
  }
  if ('not' in condition) {
    const child = evaluateCondition(policy, condition.not, facts);
    return node('not', negate(child.result), child.sentence, '', '', [child]);
  }
  if ('paths' in condition) return pathsPredicate(policy, condition.paths, facts);
  if ('risk' in condition) return bundle('risk', riskPredicates(policy, condition.risk, facts));
  if ('checks' in condition) return checksPredicate('all_success' in condition.checks ? 'all_success' : 'any_failed', facts);
  if ('size' in condition)
    return bundle(
      'size',
      Object.entries(condition.size).map(([key, wanted]) => sizePredicate(key, wanted ?? '', facts.files)),
    );
  if ('evidence' in condition)
    return bundle(
      'evidence',
      Object.entries(condition.evidence).map(([key, wanted]) => evidencePredicate(key, wanted ?? true, facts)),
    );
  if ('task' in condition) return bundle('task', taskPredicates(policy, condition.task, facts));
  if ('run' in condition) return numberPredicate('run.rounds', 'rounds', facts.rounds, condition.run.rounds);
  return branchPredicate(condition.target_branch, facts.targetBranch);
};

type PathsCondition = Extract<Condition, { paths: unknown }>['paths'];

const pathsPredicate = (policy: Policy, wanted: PathsCondition, facts: PolicyFacts): PredicateNode => {
  const { files } = facts;
  if (files === null) return node('paths', 'unknown', 'the list of files is not known', 'not known');
  const paths = touchedPathsOf(files);
  if (!paths.every(isPlainPath))
    return node(
      'paths',
      'unknown',
      'a path has control characters and cannot be classified',
      listed(paths.filter((path) => !isPlainPath(path))),
    );
  const sets = compiledSets(policy);
  const inSets = (names: readonly string[], path: string) =>
    names.map((name) => ({ name, glob: sets.find(name, path) })).find((hit) => hit.glob !== null);
  const nodes: PredicateNode[] = [];
  const add = (predicate: string, names: readonly string[], isTrue: boolean, sentence: string) => {
    const doubt = names.some((name) => sets.isUnreadable(name));
    nodes.push(
      node(
        `paths.${predicate}`,
        doubt ? 'unknown' : isTrue,
        doubt ? `a pattern in ${names.join(', ')} cannot be read` : sentence,
        listed(paths),
        names.join(', '),
      ),
    );
  };
  if (wanted.any_in !== undefined) {
    const except = wanted.except_in ?? [];
    const hits = paths.flatMap((path) => {
      const hit = inSets(wanted.any_in ?? [], path);
      return hit === undefined || inSets(except, path) !== undefined ? [] : [`${visibleLine(path)} matches ${hit.name} (${hit.glob})`];
    });
    add(
      'any_in',
      [...wanted.any_in, ...except],
      hits.length > 0,
      hits.length > 0 ? hits.slice(0, 3).join('; ') : `no touched path is in ${wanted.any_in.join(', ')}`,
    );
  }
  if (wanted.none_in !== undefined) {
    const hits = paths.flatMap((path) => {
      const hit = inSets(wanted.none_in ?? [], path);
      return hit === undefined ? [] : [`${visibleLine(path)} is in ${hit.name} (${hit.glob})`];
    });
    add(
      'none_in',
      wanted.none_in,
      hits.length === 0,
      hits.length > 0 ? hits.slice(0, 3).join('; ') : `no touched path is in ${wanted.none_in.join(', ')}`,
    );
  }
  if (wanted.all_in !== undefined) {
    const outside = paths.filter((path) => inSets(wanted.all_in ?? [], path) === undefined);
    const names = wanted.all_in.join(', ');
    const sentence =
      paths.length === 0
        ? 'the diff is empty'
        : outside.length > 0
          ? `${outside.length} of ${paths.length} touched paths outside ${names}: ${listed(outside)}`
          : `all ${paths.length} touched paths are in ${names}`;
    add('all_in', wanted.all_in, paths.length > 0 && outside.length === 0, sentence);
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

/** A regular file that keeps its mode. */
const isPlainFile = (file: ChangedFile): boolean => {
  const modes = [file.oldMode, file.newMode].filter((mode) => mode !== '000000');
  return (
    modes.every((mode) => mode === '100644' || mode === '100755') && (modes.length === 1 ? modes[0] === '100644' : modes[0] === modes[1])
  );
};

const sizePredicate = (key: string, wanted: string, files: readonly ChangedFile[] | null): PredicateNode => {
  if (files === null) return node(`size.${key}`, 'unknown', 'the size is not known', 'not known', wanted);
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const deleted = files.reduce((sum, file) => sum + file.deleted, 0);
  const value = { total: added + deleted, files: files.length, added, deleted }[key];
  return numberPredicate(`size.${key}`, key, value ?? null, wanted);
};

const numberPredicate = (predicate: string, label: string, value: number | null, wanted: string): PredicateNode => {
  if (value === null) return node(predicate, 'unknown', `${label} is not known`, 'not known', wanted);
  return node(predicate, compareNumber(wanted, value), `${label} is ${value} (${wanted})`, `${value}`, wanted);
};

const evidencePredicate = (key: string, wanted: boolean, facts: PolicyFacts): PredicateNode => {
  const value = facts.evidence[key as keyof PolicyFacts['evidence']] ?? null;
  if (value === null) return node(`evidence.${key}`, 'unknown', `${key} is not established`, 'not established', `${wanted}`);
  return node(`evidence.${key}`, value === wanted, `${key} is ${value}`, `${value}`, `${wanted}`);
};

const taskPredicates = (
  policy: Policy,
  wanted: Extract<Condition, { task: unknown }>['task'],
  facts: PolicyFacts,
): readonly PredicateNode[] => {
  const { task } = facts;
  if (task === null) return [node('task', 'unknown', 'the contract is not known', 'not known')];
  const nodes: PredicateNode[] = [];
  if (wanted.kind_in !== undefined)
    nodes.push(
      node('task.kind_in', wanted.kind_in.includes(task.kind), `the task asks for ${task.kind}`, task.kind, wanted.kind_in.join(', ')),
    );
  if (wanted.risk_in !== undefined)
    nodes.push(
      node('task.risk_in', wanted.risk_in.includes(task.risk), `the declared risk is ${task.risk}`, task.risk, wanted.risk_in.join(', ')),
    );
  if (wanted.declared_paths_in !== undefined) nodes.push(declaredPaths(policy, wanted.declared_paths_in, task, facts.repositoryPaths));
  return nodes;
};

/** By the globs themselves, with wildcards filled in, and by the files they cover when those are known. */
const declaredPaths = (
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

const RELEASE_BRANCH = /^(?:release|releases|hotfix|stable|production|prod)(?:[/_.-]|$)/i;

const branchPredicate = (wanted: Extract<Condition, { target_branch: unknown }>['target_branch'], branch: string | null): PredicateNode => {
  if (branch === null) return node('target_branch', 'unknown', 'the target branch is not known', 'not known');
  const isTrue = 'in' in wanted ? wanted.in.includes(branch) : !RELEASE_BRANCH.test(branch);
  return node(
    'target_branch',
    isTrue,
    `target is ${visibleLine(branch)}`,
    branch,
    'in' in wanted ? wanted.in.join(', ') : 'not a release branch',
  );
};
