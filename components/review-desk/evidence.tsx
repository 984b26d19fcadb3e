'use client';

import { Anchor } from '@mantine/core';
import { IconReceipt2 } from '@tabler/icons-react';
import Link from 'next/link';
import type { HandoffBy } from '../../server/domain/artifact/manifest.ts';
import type { ReviewRoom } from '../../server/ports/read-model.ts';
import { ArtifactReport } from '../artifact-diff/artifact-report.tsx';
import { CheckList } from '../check-list/check-list.tsx';
import { LandingList } from '../check-list/landing-list.tsx';
import { verdictsOf } from '../check-list/verdicts.ts';
import { FindingWaiver } from '../risk-report/finding-waiver.tsx';
import { RiskReport } from '../risk-report/risk-report.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { SafeMarkdown } from '../ui/safe-markdown.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { Section } from '../ui/section.tsx';
import { Claim } from './claim.tsx';
import { ClauseList } from './clause-list.tsx';
import classes from './evidence.module.css';

/** What a reviewer should know before reading a line of the difference, in the order in which to ask for it. */
export const Evidence = ({ room, onGoTo }: { room: ReviewRoom; onGoTo: (path: string) => void }) => {
  const { artifact, run } = room;
  const { handoff } = artifact;
  const verdicts = verdictsOf(run.contract, artifact, room.checks);
  return (
    <div id="evidence" className={classes.evidence}>
      <Section
        title="What was asked"
        hint={
          <Anchor component={Link} inherit underline="always" href={`/tasks/${run.task.id}`}>
            the whole contract
          </Anchor>
        }
      >
        <SafeMarkdown text={run.contract.task.outcome} />
      </Section>
      <Section title={artifact.kind === 'change' ? 'What was done' : 'What came back'}>
        <Claim by={artifact.handoffBy}>
          <SafeMarkdown text={handoff.summary} />
        </Claim>
        <ArtifactReport artifact={artifact} />
      </Section>
      <Section title="Our checks" hint="Run by us in clean containers, without agent and network">
        {verdicts.length > 0 ? (
          <CheckList runId={run.id} verdicts={verdicts} />
        ) : (
          <EmptyState icon={IconReceipt2} title="Nothing was checked">
            {artifact.change.files.length === 0 ? 'No file was changed, so there was nothing to run.' : 'The contract names no check.'}
          </EmptyState>
        )}
        <ClaimedChecks claims={handoff.claimedChecks} />
      </Section>
      {room.landings.length > 0 && (
        <Section title="On the way to landing" hint="What would land, made on the branch as it was at that moment">
          <LandingList landings={room.landings} branch={run.contract.environment.baseBranch} />
        </Section>
      )}
      <Section title="Findings" count={room.risks?.findings.length}>
        <RiskReport report={room.risks} onGoTo={onGoTo} below={(finding) => <FindingWaiver room={room} finding={finding} />} />
      </Section>
      <Section title="Clauses of the contract">
        <ClauseList clauses={artifact.clauses} />
      </Section>
      <ClaimedLines title="Failures hit" lines={handoff.failuresHit} by={artifact.handoffBy} />
      <ClaimedLines title="Remaining risks" lines={handoff.remainingRisks} by={artifact.handoffBy} />
      <Section title="Rounds">
        <Timeline room={room} />
      </Section>
    </div>
  );
};

const ClaimedChecks = ({ claims }: { claims: ReviewRoom['artifact']['handoff']['claimedChecks'] }) =>
  claims.length === 0 ? null : (
    <details className={classes.claims}>
      <summary>What the agent says that it ran ({claims.length})</summary>
      <Claim>
        <ul>
          {claims.map((claim) => (
            <li key={`${claim.command}:${claim.outcome}:${claim.note ?? ''}`}>
              <SafeText text={claim.command} className={classes.mono} />: {claim.outcome.replace('_', ' ')}
              {claim.note && (
                <>
                  , <SafeText text={claim.note} multiline />
                </>
              )}
            </li>
          ))}
        </ul>
      </Claim>
    </details>
  );

const ClaimedLines = ({ title, lines, by }: { title: string; lines: readonly string[]; by: HandoffBy }) =>
  lines.length === 0 ? null : (
    <Section title={title} count={lines.length}>
      <Claim by={by}>
        <ul className={classes.lines}>
          {lines.map((line) => (
            <li key={line}>
              <SafeMarkdown text={line} />
            </li>
          ))}
        </ul>
      </Claim>
    </Section>
  );
