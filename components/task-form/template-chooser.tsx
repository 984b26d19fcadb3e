'use client';

import { Skeleton, UnstyledButton } from '@mantine/core';
import { IconBug, IconFileSearch, IconTestPipe, IconTool, type TablerIcon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ContractTemplate } from '../../server/domain/contract/templates.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import classes from './template-chooser.module.css';

const ICONS: Readonly<Record<ContractTemplate['id'], TablerIcon>> = {
  bug_fix: IconBug,
  maintenance: IconTool,
  investigation: IconFileSearch,
  failing_test: IconTestPipe,
};

/** Contracts to start from. Where the task runs stays as it was chosen. */
export const TemplateChooser = ({ onChoose }: { onChoose: (template: ContractTemplate) => void }) => {
  const trpc = useTRPC();
  const templates = useQuery(trpc.tasks.templates.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  if (templates.isError) return <FailurePanel error={templates.error} onRetry={() => void templates.refetch()} />;
  if (!templates.data) return <Skeleton height={76} aria-label="Loading templates" />;
  return (
    <fieldset className={classes.templates} aria-label="Start from a template">
      {templates.data.map((template) => {
        const Icon = ICONS[template.id];
        return (
          <UnstyledButton key={template.id} className={classes.template} onClick={() => onChoose(template)}>
            <Icon size={17} stroke={1.6} aria-hidden />
            <span>
              <span className={classes.name}>{template.name}</span>
              <span className={classes.text}>{template.description}</span>
            </span>
          </UnstyledButton>
        );
      })}
    </fieldset>
  );
};
