import type { AuditAction, AuditSubject } from '../../server/domain/audit/act.ts';
import { instantWords } from '../../server/domain/merge/freeze.ts';
import type { AuditRow } from '../../server/ports/read-model.ts';
import { DISPOSITIONS } from '../decision-card/disposition-words.ts';
import { countOf } from '../ui/format.ts';

type Words = { readonly word: string; readonly says: (detail: AuditRow['detail']) => readonly string[] };

/** What stands in a row may have been tampered with, so nothing is taken for granted. */
const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
/** The word for a value, or the value; by own keys only, since the value may be any text. */
const wordFor = (words: Readonly<Record<string, string>>, value: unknown): string =>
  Object.hasOwn(words, text(value)) ? (words[text(value)] ?? '') : text(value);
const SAID: Readonly<Record<string, string>> = { approve: 'approved', request_changes: 'requested changes', reject: 'rejected' };
const FOUND: Readonly<Record<string, string>> = {
  merge_retried: 'tried again',
  merge_found: 'found on the origin',
  merge_not_found: 'not on the origin',
};
const CAUSES: Readonly<Record<string, string>> = { audit_sample: 'audit sample', after_release: 'a block was released' };
const AFTERWARDS: Readonly<Record<string, string>> = { agree: 'agreed', disagree: 'disagreed' };
const KEYS: Readonly<Record<string, string>> = { none: 'no key any more', sealed: 'typed, sealed for the workers' };
const DECIDED = Object.fromEntries(Object.entries(DISPOSITIONS).map(([disposition, { word }]) => [disposition, word]));

const inRepository = (name: unknown): string => (text(name) === '' ? '' : `for ${text(name)}`);

const AUDIT_WORDS: Readonly<Record<AuditAction, Words>> = {
  review_recorded: {
    word: 'Review recorded',
    says: ({ verdict, comments, reason }) => [
      wordFor(SAID, verdict),
      Number(comments) > 0 ? countOf(Number(comments), 'comment') : '',
      text(reason),
    ],
  },
  block_released: { word: 'Block released', says: ({ rule, reason }) => [text(rule), text(reason)] },
  decision_made: {
    word: 'Decision made',
    says: ({ disposition, reason, policy }) => [wordFor(DECIDED, disposition), text(policy), text(reason)],
  },
  review_assigned: {
    word: 'Review assigned',
    says: ({ toName, fromName }) => [`${text(fromName) || 'nobody'} → ${text(toName) || 'nobody'}`],
  },
  review_taken_over: { word: 'Review taken over', says: ({ fromName }) => [`from ${text(fromName)}`] },
  suggestions_applied: { word: 'Suggestions put in', says: ({ suggestions }) => [countOf(Number(suggestions), 'suggestion')] },
  merge_landed: { word: 'Merge landed', says: ({ sha, method }) => [text(sha).slice(0, 12), text(method).replaceAll('_', ' ')] },
  merge_refused: { word: 'Merge refused', says: ({ reason }) => [text(reason)] },
  merge_lost: { word: 'Merge answer lost', says: ({ reason }) => [text(reason)] },
  merge_settled: { word: 'Merge settled', says: ({ how, sha }) => [wordFor(FOUND, how), text(sha).slice(0, 12)] },
  landed_review_opened: { word: 'Review after landing asked for', says: ({ cause }) => [wordFor(CAUSES, cause)] },
  landed_review_closed: {
    word: 'Reviewed after landing',
    says: ({ cause, verdict, reason }) => [wordFor(AFTERWARDS, verdict), wordFor(CAUSES, cause), text(reason)],
  },
  revert_filed: { word: 'Revert filed', says: () => [] },
  run_cancelled: { word: 'Run cancelled', says: ({ was }) => [`was ${text(was).toLowerCase().replaceAll('_', ' ')}`] },
  lint_warning_overridden: { word: 'Warning overridden', says: ({ code, field, reason }) => [text(code), text(field), text(reason)] },
  person_created: { word: 'Person added', says: ({ role }) => [`as ${text(role)}`] },
  role_changed: { word: 'Role changed', says: ({ from, to }) => [`${text(from)} → ${text(to)}`] },
  person_deactivated: { word: 'Person deactivated', says: () => [] },
  person_reactivated: { word: 'Person activated again', says: () => [] },
  agent_profile_saved: {
    word: 'Agent saved',
    says: ({ isNew, kind, provider, model, address }) => [
      isNew === true ? 'new' : '',
      text(kind),
      text(provider),
      text(model),
      text(address),
    ],
  },
  agent_key_changed: {
    word: 'Agent key changed',
    says: ({ from, variable }) => [text(variable) ? `taken from ${text(variable)}` : wordFor(KEYS, from)],
  },
  agent_profile_removed: { word: 'Agent removed', says: () => [] },
  repository_registered: {
    word: 'Repository registered',
    says: ({ address, baseBranch }) => [text(address), text(baseBranch)],
  },
  repository_changed: {
    word: 'Repository changed',
    says: ({ field, from, to }) => [`${text(field)}: ${text(from) || 'none'} → ${text(to)}`.replaceAll('_', ' ')],
  },
  repository_removed: { word: 'Repository removed', says: () => [] },
  freeze_added: { word: 'Freeze added', says: ({ until, reason }) => [`until ${instantWords(Number(until))}`, text(reason)] },
  freeze_ended: { word: 'Freeze ended early', says: ({ reason }) => [text(reason)] },
  finding_waived: {
    word: 'Finding waived',
    says: ({ finding, path, until, reason }) => [text(finding), text(path), `until ${instantWords(Number(until))}`, text(reason)],
  },
  waiver_revoked: { word: 'Waiver revoked', says: ({ finding, reason }) => [text(finding), text(reason)] },
  review_limit_changed: { word: 'Review limit changed', says: ({ from, to }) => [`${text(from)} → ${text(to)}`] },
  policy_saved: { word: 'Policy version saved', says: ({ repository, note }) => [inRepository(repository), text(note)] },
  policy_shadow_started: { word: 'Policy tried in shadow', says: ({ repository }) => [inRepository(repository)] },
  policy_shadow_ended: { word: 'Policy shadow ended', says: ({ repository }) => [inRepository(repository)] },
  policy_activation_requested: {
    word: 'Wider policy asked for',
    says: ({ repository, reason, widening }) => [inRepository(repository), text(reason), text(widening)],
  },
  policy_activation_declined: {
    word: 'Wider policy declined',
    says: ({ repository, reason, requestedBy }) => [inRepository(repository), `asked for by ${text(requestedBy)}`, text(reason)],
  },
  policy_activation_withdrawn: {
    word: 'Wider policy withdrawn',
    says: ({ repository, reason }) => [inRepository(repository), text(reason)],
  },
  policy_activated: {
    word: 'Policy activated',
    says: ({ replaced, repository, reason, requestedBy }) => [
      inRepository(repository),
      text(replaced) ? `instead of ${text(replaced)}` : 'the first one',
      text(requestedBy) ? `asked for by ${text(requestedBy)}` : '',
      text(reason),
    ],
  },
};

export const SUBJECT_WORDS: Readonly<Record<AuditSubject['kind'], string>> = {
  run: 'Runs',
  task: 'Tasks',
  person: 'People',
  agent: 'Agents',
  repository: 'Repositories',
  policy: 'Policies',
  freeze: 'Freezes',
  installation: 'Installation',
};

const wordsOf = (action: string): Words | undefined =>
  Object.hasOwn(AUDIT_WORDS, action) ? (AUDIT_WORDS as Readonly<Record<string, Words>>)[action] : undefined;

export const whatHappened = (action: string): string => wordsOf(action)?.word ?? action;

/** The details in a line, without the subject's name. */
export const detailLine = ({ action, detail }: Pick<AuditRow, 'action' | 'detail'>): string =>
  (wordsOf(action)?.says(detail) ?? Object.values(detail).map(text)).filter((part) => part !== '').join(' · ');

export const subjectName = ({ subject, detail }: Pick<AuditRow, 'subject' | 'detail'>): string => {
  if (subject.label) return subject.label.text;
  if (subject.kind === 'installation') return 'the installation';
  if (subject.kind === 'policy' && detail.version !== undefined) return `${text(detail.name)}@${text(detail.version)}`;
  return text(detail.name) || subject.id;
};

/** The page of a subject; null for what has none. */
export const subjectHref = ({ kind, id }: AuditRow['subject']): string | null => {
  const at = encodeURIComponent(id);
  switch (kind) {
    case 'run':
      return `/runs/${at}`;
    case 'task':
      return `/tasks/${at}`;
    case 'person':
      return '/people';
    case 'agent':
      return `/agents?open=${at}`;
    case 'installation':
      return '/repositories';
    case 'repository':
      return `/repositories?open=${at}`;
    case 'freeze':
      return '/repositories';
    case 'policy':
      return '/policies';
    default:
      return null;
  }
};

export const detailEntries = (detail: AuditRow['detail']): readonly (readonly [name: string, value: string])[] =>
  Object.entries(detail).map(([name, value]) => [name, typeof value === 'object' && value !== null ? JSON.stringify(value) : text(value)]);
