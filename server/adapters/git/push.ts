import { type Failure, failure } from '../../domain/shared/failure.ts';
import { ok } from '../../domain/shared/result.ts';
import { visibleLine } from '../../domain/shared/visible.ts';
import type { Source } from '../../ports/repository.ts';
import type { OperatorEnv } from './contact.ts';
import { withContact } from './mirror.ts';
import { FIXED_CONFIG } from './run-git.ts';
import { lastWords, runProgram } from './run-program.ts';
import type { RepositoryDirs } from './store.ts';

/** `moved`: the branch is not where we expected it. `unheard`: no answer for the branch came; it may have been updated or not. */
export type Pushed =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'moved' }
  | { readonly outcome: 'refused'; readonly failure: Failure }
  | { readonly outcome: 'unheard'; readonly said: string };

const TIMEOUT_MS = 5 * 60_000;

export const pushCommit = async (
  dirs: RepositoryDirs,
  operator: OperatorEnv,
  input: { readonly source: Source; readonly branch: string; readonly onto: string; readonly sha: string },
): Promise<Pushed> => {
  const { branch, onto, sha } = input;
  const ref = `refs/heads/${branch}`;
  const answer = await withContact(input.source, operator, async (contact) => {
    const options = ['--porcelain', '--no-verify', '--no-recurse-submodules', `--force-with-lease=${ref}:${onto}`, ...contact.pushOptions];
    const args = [`--git-dir=${dirs.results}`, ...FIXED_CONFIG, 'push', ...options, '--', contact.address, `${sha}:${ref}`];
    return ok(await runProgram('git', args, { env: contact.env, timeoutMs: TIMEOUT_MS }));
  });
  // The way to the source did not even open: nothing was sent.
  if (!answer.ok) return { outcome: 'refused', failure: answer.failure };
  const ran = answer.value;
  const status = readStatus(ran.stdout.toString('utf8'), ref);
  if (status === null) return { outcome: 'unheard', said: visibleLine(lastWords(ran), 200) };
  if (status.flag !== '!') return { outcome: 'accepted' };
  return refusal(status.summary, branch);
};

/** A porcelain line is `flag TAB from:to TAB summary`. */
const readStatus = (output: string, ref: string): { flag: string; summary: string } | null => {
  for (const line of output.split('\n')) {
    const [flag = '', refs = '', summary = ''] = line.split('\t');
    if (refs.endsWith(`:${ref}`)) return { flag, summary };
  }
  return null;
};

/** The bracket says who refused: `[rejected]` is our own git, `[remote rejected]` the source. The rest is the protocol's fixed words. */
const refusal = (summary: string, branch: string): Pushed => {
  if (summary.startsWith('[rejected]')) return { outcome: 'moved' };
  const reason = visibleLine(/\((.*)\)$/s.exec(summary)?.[1] ?? summary, 200);
  if (!summary.startsWith('[remote rejected]')) return { outcome: 'unheard', said: reason };
  if (reason === 'branch is currently checked out') {
    return {
      outcome: 'refused',
      failure: failure(
        'merge_branch_checked_out',
        `The branch ${branch} is checked out in the repository's own work tree, which a push must not change under someone's hands.`,
      ),
    };
  }
  // Another push was faster between our look and ours.
  if (/^(?:incorrect old value provided|fetch first|non-fast-forward|failed to update ref|failed to lock|cannot lock ref)/.test(reason))
    return { outcome: 'moved' };
  return { outcome: 'refused', failure: failure('merge_rejected_by_origin', `The repository refused the push to ${branch}: ${reason}.`) };
};
