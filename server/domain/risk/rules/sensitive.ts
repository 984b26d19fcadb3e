import { isPlainPath } from '../../contract/paths.ts';
import { SENSITIVE_AREA_NAMES, type SensitiveArea, sensitiveAreasOf } from '../../contract/sensitive.ts';
import { visibleLine } from '../../shared/visible.ts';
import type { Finding, Severity } from '../finding.ts';
import { finding, type RiskRule } from '../rule.ts';

const IDS: Readonly<Record<SensitiveArea, string>> = {
  auth: 'SNS-01',
  secrets: 'SEC-05',
  billing: 'SNS-03',
  migrations: 'SNS-04',
  release: 'SNS-05',
  infra: 'SNS-06',
  prod_data: 'SNS-06',
};

const QUESTIONS: Readonly<Record<SensitiveArea, string>> = {
  auth: 'Who may do what after this change that they may not do now?',
  secrets: 'Is anything in here a live credential? If so, rotate it first.',
  billing: 'Which amounts come out differently after this change?',
  migrations: 'Can this be undone, and what happens to rows that exist?',
  release: 'What is published differently after this change?',
  infra: 'What becomes reachable or privileged that was not before?',
  prod_data: 'Which real data does this touch, and who agreed to it?',
};

export const sensitivePaths: RiskRule = {
  id: 'SNS-01',
  alsoFinds: ['SNS-03', 'SNS-04', 'SNS-05', 'SNS-06', 'SEC-05'],
  name: 'Sensitive areas touched',
  cls: 'sensitive',
  version: '1',
  detects:
    'Paths, both sides of a rename, in access control, secrets, billing, migrations, release settings, infrastructure or production data. By name only: what the lines do is not read yet.',
  run: ({ artifact }) => {
    const findings: Finding[] = [];
    const unreadable: string[] = [];
    for (const file of artifact.change.files) {
      for (const path of file.oldPath === null ? [file.path] : [file.oldPath, file.path]) {
        if (!isPlainPath(path)) unreadable.push(path);
        for (const { area, glob } of sensitiveAreasOf(path)) {
          const severity: Severity = area === 'secrets' && file.status === 'added' ? 'critical' : 'high';
          findings.push(
            finding({
              id: IDS[area],
              cls: 'sensitive',
              severity,
              confidence: 'likely',
              at: { path, side: path === file.oldPath || file.status === 'deleted' ? 'base' : 'head', line: null },
              evidence: `${visibleLine(path)} belongs to ${SENSITIVE_AREA_NAMES[area]} (${glob})`,
              ask: QUESTIONS[area],
              line: area,
            }),
          );
        }
      }
    }
    return { findings, unreadable };
  },
};
