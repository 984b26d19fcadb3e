import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';

/** Takes every narrowing of a list away; `what` says which it is where that is not in the fields beside it. */
export const ClearFilter = ({ what, onClear }: { what?: string; onClear: () => void }) => (
  <Button size="compact-xs" variant="subtle" leftSection={<IconX size={13} aria-hidden />} onClick={onClear}>
    {what === undefined ? 'Clear' : `Clear, ${what}`}
  </Button>
);
