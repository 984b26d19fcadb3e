'use client';

import type { Artifact } from '../../server/domain/artifact/manifest.ts';
import { SafeMarkdown } from '../ui/safe-markdown.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './artifact-report.module.css';

/** What came back besides or instead of a change. */
export const ArtifactReport = ({ artifact }: { artifact: Artifact }) => {
  const { report, couldNotFinish } = artifact.handoff;
  return (
    <>
      {couldNotFinish && (
        <table className={classes.table} data-testid="could-not-finish">
          <caption>It could not finish. A dispatcher can act on these three:</caption>
          <tbody>
            <tr>
              <th scope="row">Command</th>
              <td className={classes.mono}>
                <SafeText text={couldNotFinish.command} multiline />
              </td>
            </tr>
            <tr>
              <th scope="row">Environment</th>
              <td>
                <SafeText text={couldNotFinish.environment} multiline />
              </td>
            </tr>
            <tr>
              <th scope="row">Missing</th>
              <td>
                <SafeText text={couldNotFinish.missingPrecondition} multiline />
              </td>
            </tr>
          </tbody>
        </table>
      )}
      {report && (
        <section className={classes.report} aria-label="Report">
          <SafeMarkdown text={report} />
        </section>
      )}
    </>
  );
};
