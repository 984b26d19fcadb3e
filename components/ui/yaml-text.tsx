'use client';

import { Button, CopyButton, Skeleton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import classes from './yaml-text.module.css';

/** Loaded when it is first shown: the editor is the heaviest part of any page that has it. */
export const YamlEditor = dynamic(() => import('./yaml-editor.tsx').then((module) => module.YamlEditor), {
  ssr: false,
  loading: () => <Skeleton height={240} aria-label="Loading the editor" />,
});

/** YAML to read and to copy out. */
export const YamlText = ({ text, label }: { text: string; label: string }) => (
  <div className={classes.box}>
    <div className={classes.copy}>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            onClick={copy}
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          >
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </div>
    <YamlEditor value={text} label={`${label} as YAML`} />
  </div>
);
