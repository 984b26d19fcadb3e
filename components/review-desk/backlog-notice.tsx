import { IconStack2 } from '@tabler/icons-react';
import { sayBacklog } from '../../server/domain/run/admission.ts';
import type { ReviewBacklog } from '../../server/domain/run/status.ts';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './backlog-notice.module.css';

/** Limits on unreviewed artifacts that are reached: new tasks wait for a reviewer. */
export const BacklogNotice = ({ backlogs }: { backlogs: readonly ReviewBacklog[] }) =>
  backlogs.length > 0 && (
    <div className={classes.notice} role="status" data-testid="backlog">
      <IconStack2 size={17} aria-hidden />
      <ul className={classes.list}>
        {backlogs.map((backlog) => (
          <li key={backlog.repository ?? ''}>
            <SafeText text={`${sayBacklog(backlog)}. New tasks ${backlog.repository === null ? '' : 'there '}wait until then.`} />
          </li>
        ))}
      </ul>
    </div>
  );
