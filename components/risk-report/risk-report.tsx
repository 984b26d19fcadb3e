'use client';

import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Finding, FindingClass, RiskReport as Report } from '../../server/domain/risk/finding.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { SeverityBadge } from '../ui/severity-badge.tsx';
import { visibleText } from '../ui/visible-characters.ts';
import classes from './risk-report.module.css';

const CLASS_NAMES: Readonly<Record<FindingClass, string>> = {
  test_weakening: 'Tests weakened',
  ci_weakening: 'Checks weakened',
  git_object: 'Odd git objects',
  scope: 'Outside what was asked',
  sensitive: 'Sensitive areas',
  evidence: 'Evidence',
  run: 'How the run went',
};

type Props = {
  readonly report: Report | null;
  readonly onGoTo: (path: string) => void;
  /** What else is said below a finding. */
  readonly below: (finding: Finding) => ReactNode;
};

/** One card per finding: where, the line that shows it, and the question a reviewer has to answer. Detectors that did not run are named. */
export const RiskReport = ({ report, onGoTo, below }: Props) => {
  if (!report)
    return (
      <EmptyState icon={IconAlertTriangle} title="No risk report">
        Risks were not analysed, so nothing is known about them.
      </EmptyState>
    );
  const failed = report.detectors.filter(({ state }) => state === 'failed');
  const groups = Map.groupBy(report.findings, ({ cls }) => cls);
  return (
    <div>
      {failed.length > 0 && (
        <div className={classes.unknown} role="status">
          <b>Not everything could be looked at.</b> These detectors did not run, which is not the same as no finding:
          <ul>
            {failed.map((detector) => (
              <li key={detector.name}>
                {detector.name}
                {detector.reason && (
                  <>
                    : <SafeText text={detector.reason} />
                  </>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {report.findings.length === 0 && failed.length === 0 && (
        <p className={classes.none}>
          <IconCircleCheck size={15} aria-hidden /> No findings. {report.detectors.filter(({ state }) => state === 'ran').length} detectors
          ran.
        </p>
      )}
      {[...groups].map(([cls, findings]) => (
        <section key={cls} className={classes.group} aria-label={CLASS_NAMES[cls]}>
          <h3 className={classes.groupTitle}>
            {CLASS_NAMES[cls]} <span>{findings.length}</span>
          </h3>
          {findings.map((finding) => (
            <FindingCard key={finding.fingerprint} finding={finding} onGoTo={onGoTo}>
              {below(finding)}
            </FindingCard>
          ))}
        </section>
      ))}
    </div>
  );
};

type CardProps = { readonly finding: Finding; readonly onGoTo: (path: string) => void; readonly children: ReactNode };

const FindingCard = ({ finding, onGoTo, children }: CardProps) => {
  const { at } = finding;
  return (
    <article className={classes.finding} data-finding={finding.id} data-severity={finding.severity} tabIndex={-1}>
      <div className={classes.head}>
        <SeverityBadge severity={finding.severity} />
        <code className={classes.id}>{finding.id}</code>
        {finding.confidence !== 'certain' && <span className={classes.quiet}>{finding.confidence}</span>}
        {at && (
          <Button
            variant="subtle"
            size="compact-xs"
            className={classes.where}
            onClick={() => onGoTo(at.path)}
            title={`Go to ${visibleText(at.path)}`}
          >
            <SafeText text={`${at.path}${at.line === null ? '' : `:${at.line}`}`} />
            {at.side === 'base' && ' (before)'}
          </Button>
        )}
      </div>
      <pre className={classes.evidence}>
        <SafeText text={finding.evidence} multiline />
      </pre>
      <p className={classes.ask}>
        <SafeText text={finding.ask} />
      </p>
      {children}
    </article>
  );
};
