'use client';

import { SegmentedControl } from '@mantine/core';
import type { EarlierRun } from '../../server/ports/read-model.ts';

const WHOLE = 'whole';

type Props = {
  readonly earlier: readonly EarlierRun[];
  readonly since: EarlierRun | null;
  readonly onChoose: (run: EarlierRun | null) => void;
};

/** The whole change, or what changed since an earlier run. Nothing where there was no earlier run. */
export const SinceSwitch = ({ earlier, since, onChoose }: Props) =>
  earlier.length === 0 ? null : (
    <SegmentedControl
      size="xs"
      aria-label="What to compare with"
      value={since?.runId ?? WHOLE}
      onChange={(value) => onChoose(earlier.find(({ runId }) => runId === value) ?? null)}
      data={[
        ...earlier.map(({ runId, number }) => ({ value: runId, label: `Since run ${number}` })),
        { value: WHOLE, label: 'Whole change' },
      ]}
    />
  );
