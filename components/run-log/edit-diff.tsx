'use client';

import dynamic from 'next/dynamic';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './log-row.module.css';
import type { FileEdit } from './log-rows.ts';

const TwoTexts = dynamic(() => import('../artifact-diff/two-texts.tsx').then((module) => module.TwoTexts), {
  ssr: false,
  loading: () => <div className={classes.quiet}>Drawing the difference…</div>,
});
const MOST = 200_000;

/** One edit as the agent reported it: a claim, which the diff of the artifact later confirms or not. */
export const EditDiff = ({ edit }: { edit: FileEdit }) => (
  <div className={classes.edit}>
    <div className={classes.editPath}>
      <SafeText text={edit.path} className={classes.mono} />
      <span className={classes.claim}>as the agent reports it</span>
    </div>
    {(edit.oldText?.length ?? 0) + edit.newText.length > MOST ? (
      <div className={classes.quiet}>Too large to draw here; the artifact's diff will show it.</div>
    ) : (
      <TwoTexts name={edit.path} before={edit.oldText ?? ''} after={edit.newText} />
    )}
  </div>
);
