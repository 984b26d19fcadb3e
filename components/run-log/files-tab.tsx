'use client';

import { IconFiles } from '@tabler/icons-react';
import { EmptyState } from '../ui/empty-state.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import type { LogView } from './log-view.ts';
import classes from './run-page.module.css';

const MOST = 1_000;

/** What the agent said that it read and changed. What really changed is measured from git once the run has ended. */
export const FilesTab = ({ view }: { view: LogView }) => {
  const files = [...view.derived.files.values()].sort((a, b) => Number(b.edits > 0) - Number(a.edits > 0) || a.path.localeCompare(b.path));
  if (files.length === 0)
    return (
      <EmptyState icon={IconFiles} title="No files touched so far">
        Files appear here as the agent's tool calls name them.
      </EmptyState>
    );
  return (
    <div className={classes.scroll}>
      <p className={classes.hint}>As the agent's tool calls name them. The artifact shows what git says has changed.</p>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>File</th>
            <th className={classes.number}>Edits</th>
            <th className={classes.number}>Reads</th>
          </tr>
        </thead>
        <tbody>
          {files.slice(0, MOST).map((file) => (
            <tr key={file.path}>
              <td className={classes.mono}>
                <SafeText text={file.path} />
              </td>
              <td className={classes.number}>{file.edits || ''}</td>
              <td className={classes.number}>{file.reads || ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {files.length > MOST && <p className={classes.hint}>{(files.length - MOST).toLocaleString('en')} more are in the log.</p>}
    </div>
  );
};
