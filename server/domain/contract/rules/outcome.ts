import type { Contract } from '../contract.ts';
import type { LintFinding } from '../lint.ts';

const FIELD = 'task.outcome';
const MIN_CHARACTERS = 15;

/** Written into templates where a person has to fill something in. */
export const PLACEHOLDER = '[fill in:';

const VAGUE_VERB =
  /^(?:please\s+)?(?:improve|modernis|moderniz|clean\s?up|cleanup|clean|refactor|optimis|optimiz|enhance|polish|tidy|revamp|overhaul|rework|simplify|streamline|restructure|reorganis|reorganiz|rewrite|make\s.{0,80}?\b(?:better|nicer|cleaner|faster|modern|robust)\b|fix\s+(?:all|everything|the\s+(?:bugs|issues|code)|stuff|things|up)|update\s+(?:everything|stuff|things|the\s+code)|work\s+on|look\s+(?:at|into)|deal\s+with|take\s+care\s+of|handle\s+the)/;
const EVERYTHING =
  /\b(?:everything|everywhere|the\s+whole\s+(?:code\s?base|repo(?:sitory)?|project|app(?:lication)?|system)|all\s+(?:the\s+)?(?:code|files|modules|services|tests|bugs|issues))\b/;

/** Something a reviewer could point at: a file, a symbol, a quoted text, a number, an observable condition. */
const CONCRETE = [
  /[\w-]+\.[a-z]{1,5}\b/i,
  /[\w-]+\/[\w-]/,
  /`[^`\n]+`/,
  /["“][^"”\n]{2,}["”]/,
  /\b\w+\(\)/,
  /\b[a-z]+[A-Z]\w*/,
  /\b\w+_\w+/,
  /\b\d+/,
  /\b(?:when|whenever|if|given|unless|so that|instead of|such that)\b/i,
  /\b(?:returns?|throws?|shows?|renders?|accepts?|rejects?|must|should|no longer|never|always)\b/i,
];

export const lintOutcome = (contract: Contract): readonly LintFinding[] => {
  const outcome = contract.task.outcome.trim();
  const findings: LintFinding[] = [];
  if (outcome.includes(PLACEHOLDER)) {
    findings.push({
      code: 'outcome_vague',
      severity: 'error',
      field: FIELD,
      message: 'A part of the template is not filled in yet. Replace each "[fill in: …]" with your own words.',
    });
    return findings;
  }
  if (outcome.length < MIN_CHARACTERS) {
    findings.push({
      code: 'outcome_too_short',
      severity: 'error',
      field: FIELD,
      message: `The outcome has ${outcome.length} characters: too few to work from alone. Say what should be true afterwards, and how somebody would see it.`,
    });
  }
  const vague = vaguePart(outcome);
  if (vague !== null && contract.returns.artifact !== 'investigation') {
    findings.push({
      code: 'outcome_vague',
      severity: 'warning',
      field: FIELD,
      message: `"${vague}" has no end: nobody can tell when it is done. Name one concrete result (a behaviour, a file, a test), or cut it: first an investigation that maps the places, then bounded slices.`,
    });
  }
  const several = severalOutcomes(outcome);
  if (several !== null) {
    findings.push({
      code: 'outcome_several',
      severity: 'warning',
      field: FIELD,
      message: `This asks for several things (${several}). File one task for each, so that each can be checked and merged by itself.`,
    });
  }
  return findings;
};

const vaguePart = (outcome: string): string | null => {
  const head = outcome.slice(0, 400);
  const lower = head.toLowerCase();
  const verb = VAGUE_VERB.exec(lower);
  const everything = EVERYTHING.exec(lower);
  const isConcrete = CONCRETE.some((pattern) => pattern.test(head));
  if (verb !== null && !isConcrete) return firstWords(head);
  if (everything !== null && (verb !== null || !isConcrete)) return everything[0];
  return null;
};

const firstWords = (text: string): string => {
  const words = (text.split('\n')[0] ?? '').split(/\s+/).slice(0, 8).join(' ');
  return words.replace(/[.,;:]+$/, '');
};

const ALSO = /\b(?:and also|additionally|in addition|furthermore|while you(?:'re| are) at it|after that,? also|on top of that)\b/i;
const IMPERATIVE =
  /^(?:then\s+|also\s+)?(?:add|build|change|convert|create|delete|drop|extract|fix|implement|introduce|migrate|move|port|refactor|remove|rename|replace|rewrite|split|switch|update|upgrade|write)\s+(.{1,120})/i;
/** Parts of one piece of work, not further outcomes: `fix it`, `add a regression test`. */
const SAME_WORK =
  /^(?:it|this|that|them|the\s+(?:fix|bug|problem|issue|cause)|(?:a|an|the|one|some)?\s*(?:\w+\s+){0,3}?(?:tests?|specs?|docs?|documentation|changelog|reproduction|comments?))\b/i;

const severalOutcomes = (outcome: string): string | null => {
  const also = ALSO.exec(outcome);
  if (also !== null) return `"${also[0]}"`;
  const lines = outcome.split('\n').map((line) => line.trim());
  const items = lines.filter((line) => /^(?:[-*•]|\d{1,2}[.)])\s/.test(line));
  const parts = (
    items.length >= 2
      ? items.map((item) => item.replace(/^(?:[-*•]|\d{1,2}[.)])\s+/, ''))
      : outcome.slice(0, 4_000).split(/[.;\n,]|\band\b/)
  ).map((part) => part.trim());
  const objects = parts.flatMap((part) => {
    const object = IMPERATIVE.exec(part)?.[1];
    return object === undefined || SAME_WORK.test(object) ? [] : [part.length > 50 ? `${part.slice(0, 50)}…` : part];
  });
  return objects.length >= 3 ? objects.slice(0, 4).join('; ') : null;
};
