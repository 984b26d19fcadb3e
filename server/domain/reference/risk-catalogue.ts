import { SEVERITIES } from '../risk/finding.ts';
import { RISK_RULES } from '../risk/rules.ts';
import { page, table } from './markdown.ts';

export const riskCataloguePage = (): string =>
  page('Risk catalogue', [
    `What the detectors look for. Each finding carries its evidence and a question for the reviewer. Severities: ${[...SEVERITIES].reverse().join(', ')}. A detector that could not read what it needs is reported as failed, and policy treats that as unknown, never as "nothing found".`,
    table(
      ['detector', 'finds', 'class', 'how'],
      RISK_RULES.map((rule) => [
        rule.name,
        [rule.id, ...(rule.alsoFinds ?? [])].map((id) => `\`${id}\``).join(' '),
        `\`${rule.cls}\``,
        rule.detects,
      ]),
    ),
  ]);
