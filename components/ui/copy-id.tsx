'use client';

import { CopyButton, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './copy-id.module.css';

/** An id, cut short for the eye, whole in the clipboard. `label` is what is shown instead of the first characters. */
export const CopyId = ({ value, label }: { value: string; label?: string }) => {
  const shown = label ?? (value.startsWith('sha256:') ? value.slice(7, 17) : value.slice(0, 10));
  return (
    <CopyButton value={value} timeout={1_500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : value} style={{ overflowWrap: 'anywhere' }}>
          <UnstyledButton className={classes.id} onClick={copy}>
            <span className={classes.hidden}>{copied ? 'Copied' : 'Copy'} </span>
            <span>{shown}</span>
            {copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
};
