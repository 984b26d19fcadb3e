'use client';

import { UnstyledButton } from '@mantine/core';
import { IconCheck, IconMessage } from '@tabler/icons-react';
import type { ReadFile, ReadingGroup } from '../../server/domain/risk/order.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { visibleText } from '../ui/visible-characters.ts';
import classes from './file-tree.module.css';
import { LineCounts } from './line-counts.tsx';
import type { ReviewDraft } from './review-draft.ts';

const GROUPS: Readonly<Record<ReadingGroup, string>> = {
  control: 'Decides what the checks mean',
  tests_removed: 'Tests deleted or skipped',
  tests: 'Tests changed',
  sensitive: 'Sensitive source',
  source: 'Other source',
  docs: 'Documentation',
  generated: 'Generated and lock files',
};

const splitPath = (path: string): readonly [string, string] => {
  const at = path.lastIndexOf('/');
  return [path.slice(0, at + 1), path.slice(at + 1)];
};

type Props = {
  readonly files: readonly ReadFile[];
  readonly draft: ReviewDraft;
  readonly active: number;
  readonly onChoose: (index: number) => void;
};

/** The changed files in the order in which to read them: what weakens the checks first, what a machine wrote last. */
export const FileTree = ({ files, draft, active, onChoose }: Props) => {
  const viewed = files.filter(({ file }) => draft.viewed.has(file.path)).length;
  return (
    <nav aria-label="Changed files" className={classes.tree}>
      <div className={classes.title}>
        <h2>Files</h2>
        <span>
          {viewed} of {files.length} viewed
        </span>
      </div>
      <div className={classes.bar} aria-hidden>
        <span style={{ width: `${files.length === 0 ? 0 : (viewed / files.length) * 100}%` }} />
      </div>
      <ol className={classes.list}>
        {files.map(({ file, group }, index) => {
          const [folder, name] = splitPath(file.path);
          const comments = draft.comments.filter(({ path }) => path === file.path).length;
          return (
            <li key={file.path}>
              {group !== files[index - 1]?.group && <div className={classes.group}>{GROUPS[group]}</div>}
              <UnstyledButton
                className={classes.file}
                data-active={index === active || undefined}
                data-viewed={draft.viewed.has(file.path) || undefined}
                aria-current={index === active || undefined}
                title={visibleText(file.path)}
                onClick={() => onChoose(index)}
              >
                <span className={classes.mark}>
                  {draft.viewed.has(file.path) && <IconCheck size={13} role="img" aria-label="Viewed" />}
                </span>
                <span className={classes.path}>
                  <SafeText text={name} className={classes.name} />
                  {folder && <SafeText text={folder} className={classes.folder} />}
                </span>
                {comments > 0 && (
                  <span className={classes.comments}>
                    <IconMessage size={12} role="img" aria-label="Comments not sent" />
                    {comments}
                  </span>
                )}
                <LineCounts file={file} />
              </UnstyledButton>
            </li>
          );
        })}
      </ol>
    </nav>
  );
};
