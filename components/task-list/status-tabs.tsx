'use client';

import { SegmentedControl } from '@mantine/core';

export const TASK_STATUSES = ['all', 'open', 'running', 'review', 'done', 'failed'] as const;
export type TaskStatusFilter = (typeof TASK_STATUSES)[number];

const WORDS: Readonly<Record<TaskStatusFilter, string>> = {
  all: 'All',
  open: 'Open',
  running: 'Running',
  review: 'In review',
  done: 'Done',
  failed: 'Failed',
};

export const StatusTabs = ({ value, onChange }: { value: TaskStatusFilter; onChange: (status: TaskStatusFilter) => void }) => (
  <SegmentedControl
    size="xs"
    aria-label="Status"
    data={TASK_STATUSES.map((status) => ({ value: status, label: WORDS[status] }))}
    value={value}
    onChange={(chosen) => onChange(TASK_STATUSES.find((status) => status === chosen) ?? 'all')}
  />
);
