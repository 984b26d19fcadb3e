import type { ChangedFile } from '../../server/domain/artifact/manifest.ts';
import classes from './line-counts.module.css';

/** `+12 −3`, or that the file has no lines. */
export const LineCounts = ({ file }: { file: Pick<ChangedFile, 'added' | 'deleted' | 'binary'> }) =>
  file.binary ? (
    <span className={classes.binary}>binary</span>
  ) : (
    <span className={classes.counts}>
      <span className={classes.added}>+{file.added.toLocaleString('en')}</span>{' '}
      <span className={classes.deleted}>−{file.deleted.toLocaleString('en')}</span>
    </span>
  );
