import { decide } from '../domain/policy/decide.ts';
import type { ReleaseInput, StoredRelease } from '../domain/review/release.ts';
import { landingTransition } from '../domain/review/standing.ts';
import type { RunStatus } from '../domain/run/status.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import type { Person } from '../domain/shared/role.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { WebStore } from '../ports/web-store.ts';
import { decisionInput, readJudged, readSurroundings } from './decision-input.ts';

type Ports = {
  readonly store: Pick<WebStore, 'recordRelease'>;
  readonly runs: RunStore;
  readonly accounts: Pick<Accounts, 'confirmPassword'>;
};
/** `password`: their own, since a release goes over what policy forbids. */
type Input = { readonly release: ReleaseInput; readonly password: string; readonly by: Person; readonly now: number };

/**
 * Somebody lets one block through. Who may is what policy says about this very artifact; whoever asked for the work never may.
 * Where nothing else is missing the run moves on at once.
 */
export const releaseBlock = async (
  { store, runs, accounts }: Ports,
  { release, password, by, now }: Input,
): Promise<Result<{ readonly status: RunStatus }>> => {
  const judged = await readJudged(runs, release);
  if (!judged.ok) return judged;
  const { run, stored, risks } = judged.value;
  const { artifact, releases } = stored;

  const around = await readSurroundings(runs, run, now);
  const input = decisionInput(run, stored, risks, around, now);
  const open = decide(input).releases.find((entry) => entry.rule === release.rule);
  if (open === undefined)
    return fail(failure('illegal_move', `${release.rule} holds nothing here that could be let through. Nothing was recorded.`));
  if (!open.roles.includes(by.role) || by.id === run.requester.id)
    return fail(
      failure('not_allowed', `${release.rule} is let through by ${open.roles.join(' or ')}, and never by whoever asked for the work.`),
    );
  const confirmed = await accounts.confirmPassword(by.id, password);
  if (!confirmed.ok) return confirmed;

  const mine: StoredRelease = { ...release, userId: by.id, userName: by.name, at: now };
  const decision = decide({ ...input, releases: [...releases, mine] });
  const transition = landingTransition(artifact, decision);
  return store.recordRelease({
    release,
    userId: by.id,
    now,
    decision,
    transition,
    job: transition === 'approved' ? 'run.merge' : null,
    seenReviews: around.reviews.length,
    seenReleases: releases.length,
  });
};
