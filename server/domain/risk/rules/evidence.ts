import { visibleLine } from '../../shared/visible.ts';
import type { Finding } from '../finding.ts';
import { finding, type RiskRule } from '../rule.ts';

export const contradictedClaims: RiskRule = {
  id: 'EVD-01',
  name: 'Claim that our own run contradicts',
  cls: 'evidence',
  version: '1',
  detects: 'A check that the agent says passed, and that failed when we ran the same command.',
  run: ({ artifact, verdicts }) => ({
    findings: verdicts.flatMap((verdict): Finding[] => {
      const claim = artifact.handoff.claimedChecks.findLast((entry) => entry.command.trim() === verdict.command.trim());
      if (claim?.outcome !== 'passed' || verdict.verdict !== 'failed') return [];
      return [
        finding({
          id: 'EVD-01',
          cls: 'evidence',
          severity: 'high',
          confidence: 'certain',
          at: null,
          evidence: `the agent says \`${visibleLine(verdict.command, 80)}\` passed; our run: ${verdict.sentence}`,
          ask: 'What else in the summary was not checked?',
          line: verdict.name,
        }),
      ];
    }),
  }),
};

export const notReproduced: RiskRule = {
  id: 'EVD-03',
  name: 'Fix without a test that failed before',
  cls: 'evidence',
  version: '1',
  detects: 'A check marked as the reproduction that passes on the base too.',
  run: ({ verdicts }) => ({
    findings: verdicts
      .filter((verdict) => verdict.verdict === 'not_reproduced')
      .map((verdict) =>
        finding({
          id: 'EVD-03',
          cls: 'evidence',
          severity: 'medium',
          confidence: 'certain',
          at: null,
          evidence: `${verdict.name}: ${verdict.sentence}`,
          ask: 'What shows that the bug was there and is gone?',
          line: verdict.name,
        }),
      ),
  }),
};

export const missingEvidence: RiskRule = {
  id: 'EVD-05',
  name: 'Required check without a result',
  cls: 'evidence',
  version: '1',
  detects: 'A check of the contract that we could not run.',
  run: ({ verdicts }) => ({
    findings: verdicts
      .filter((verdict) => verdict.verdict === 'unknown')
      .map((verdict) =>
        finding({
          id: 'EVD-05',
          cls: 'evidence',
          severity: 'high',
          confidence: 'certain',
          at: null,
          evidence: `${verdict.name}: ${verdict.sentence}`,
          ask: 'Run the checks again before deciding.',
          line: verdict.name,
        }),
      ),
  }),
};

export const endedWithoutHandoff: RiskRule = {
  id: 'RUN-04',
  name: 'Ended without handing off',
  cls: 'run',
  version: '1',
  detects: 'A run that a limit, a crash or the agent itself ended before it handed anything over.',
  run: ({ artifact }) => ({
    findings:
      artifact.handoffBy !== 'control_plane'
        ? []
        : [
            finding({
              id: 'RUN-04',
              cls: 'run',
              severity: 'low',
              confidence: 'certain',
              at: null,
              evidence: 'The agent ended without handing off; the report was written from the log.',
              ask: 'Is anything here worth keeping, or should the task be cut smaller?',
            }),
          ],
  }),
};
