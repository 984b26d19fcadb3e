import { canonicalJson } from '../shared/digest.ts';
import { listed } from '../shared/visible.ts';
import { explainDefault, explainDispatchRule, explainRule } from './explain-policy.ts';
import type { Policy } from './model.ts';

/** One difference between two policies. `was` and `now` are sentences; null where there is none. */
export type PolicyChange = { readonly what: string; readonly was: string | null; readonly now: string | null };

/** What is another one in the second policy, in the order: rules, dispatch, sets, the default, everything else. */
export const policyChanges = (before: Policy, after: Policy): readonly PolicyChange[] => [
  ...changedEntries(before.rules, after.rules, explainRule),
  ...changedEntries(before.dispatch.rules, after.dispatch.rules, explainDispatchRule),
  ...changedLists('set', before.path_sets, after.path_sets),
  ...changedLists('composite', before.composites, after.composites),
  ...changedValue('the default', explainDefault(before), explainDefault(after)),
  ...changedValue('before a task', before.dispatch.default, after.dispatch.default),
  ...OTHER.flatMap((part) => changedValue(part.join('.'), canonicalJson(at(before, part)), canonicalJson(at(after, part)))),
];

type Entry = { readonly id: string };

const changedEntries = <T extends Entry>(before: readonly T[], after: readonly T[], explain: (entry: T) => string): PolicyChange[] => {
  const ids = new Set([...before, ...after].map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const [was, now] = [before.find((entry) => entry.id === id), after.find((entry) => entry.id === id)];
    if (canonicalJson(was) === canonicalJson(now)) return [];
    if (was === undefined || now === undefined)
      return [{ what: id, was: was === undefined ? null : explain(was), now: now === undefined ? null : explain(now) }];
    // A sentence leaves out names and numbers, so two of them may be the same.
    return [{ what: id, was: explain(was), now: `${explain(now)} Changed in it: ${changedKeys(was, now).join(', ')}.` }];
  });
};

const changedKeys = (was: object, now: object): readonly string[] => {
  const [before, after] = [new Map(Object.entries(was)), new Map(Object.entries(now))];
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => canonicalJson(before.get(key)) !== canonicalJson(after.get(key)),
  );
};

type Lists = Readonly<Record<string, readonly string[]>>;

const changedLists = (kind: string, before: Lists, after: Lists): PolicyChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [was, now] = [own(before, name), own(after, name)];
    const gone = was.filter((part) => !now.includes(part));
    const come = now.filter((part) => !was.includes(part));
    if (gone.length + come.length === 0) return [];
    return [
      {
        what: `${kind} ${name}`,
        was: gone.length === 0 ? null : `${listed(gone)} was in it.`,
        now: come.length === 0 ? null : `${listed(come)} is in it.`,
      },
    ];
  });

const own = (lists: Lists, name: string): readonly string[] => (Object.hasOwn(lists, name) ? (lists[name] ?? []) : []);

const changedValue = (what: string, was: string, now: string): PolicyChange[] => (was === now ? [] : [{ what, was, now }]);

const OTHER = [
  ['settings', 'checks'],
  ['settings', 'detectors'],
  ['settings', 'approvals'],
  ['settings', 'bounce'],
  ['metadata', 'enforcement'],
  ['merge'],
  ['change_control'],
] as const;

const at = (policy: Policy, part: (typeof OTHER)[number]): unknown => {
  let value: unknown = policy;
  for (const key of part) value = (value as Readonly<Record<string, unknown>>)[key];
  return value;
};
