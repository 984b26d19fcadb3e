import { type Person, ROLES } from '../shared/role.ts';
import type { OpenRelease } from './decision.ts';
import type { PolicyFacts } from './facts.ts';
import type { RuleOf } from './model.ts';
import { isReason } from './who-counts.ts';

/** How far a block has been let through, and by whom it could be. Never by who asked for the task, whatever their role. */
export const openRelease = (rule: RuleOf<'block'>, facts: PolicyFacts, people: readonly Person[] | null): OpenRelease | null => {
  const { release_by } = rule;
  if (release_by === undefined) return null;
  const roles = ROLES.filter((role) => release_by.roles.some((wanted) => wanted === role));
  const given = (facts.releases ?? []).filter(
    (release) =>
      release.rule === rule.id &&
      release.kind === 'person' &&
      release.role !== null &&
      roles.includes(release.role) &&
      mayRelease(facts, release.userId) &&
      release.artifactDigest === facts.artifactDigest &&
      isReason(release.reason),
  );
  const have = new Map(given.map((release) => [release.userId, release.userName]));
  const candidates = (people ?? []).filter((person) => roles.includes(person.role) && mayRelease(facts, person.id) && !have.has(person.id));
  return {
    rule: rule.id,
    roles,
    count: release_by.count,
    have: [...have.values()].sort(),
    missing: Math.max(0, release_by.count - have.size),
    candidates: candidates.map((person) => person.name).sort(),
  };
};

const mayRelease = ({ requesterId, committerIds }: PolicyFacts, id: string): boolean =>
  requesterId !== null && id !== requesterId && committerIds !== null && !committerIds.includes(id);
