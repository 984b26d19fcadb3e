import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import type { ClauseVerdict } from '../../server/domain/artifact/manifest.ts';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './clause-list.module.css';

const NAMES: Readonly<Record<ClauseVerdict['clause'], string>> = {
  allowed_paths: 'Allowed paths',
  denied_paths: 'Denied paths',
  size: 'Size',
  branch_only: 'Task branch only',
  return_kind: 'Kind of result',
  tree_shape: 'Shape of the tree',
};
const LOOKS = {
  kept: { word: 'Kept', icon: IconCheck },
  broken: { word: 'Broken', icon: IconX },
  unknown: { word: 'Unknown', icon: IconAlertTriangle },
} as const;

/** One verdict per clause, with the facts that it rests on. */
export const ClauseList = ({ clauses }: { clauses: readonly ClauseVerdict[] }) => (
  <ul className={classes.list}>
    {clauses.map((clause) => {
      const look = LOOKS[clause.verdict];
      return (
        <li key={clause.clause} className={classes.clause} data-clause={clause.clause} data-verdict={clause.verdict}>
          <span className={classes.verdict}>
            <look.icon size={14} aria-hidden /> {look.word}
          </span>
          <b>{NAMES[clause.clause]}</b>
          <SafeText text={clause.evidence} className={classes.text} />
        </li>
      );
    })}
  </ul>
);
