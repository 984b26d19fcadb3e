'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ContractTemplate } from '../../server/domain/contract/templates.ts';
import { useMe } from '../api/session.tsx';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { KeyCaps } from '../ui/key-caps.tsx';
import { useKeys } from '../ui/keyboard.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { BoundaryPart } from './boundary-part.tsx';
import { type Draft, EMPTY_DRAFT } from './draft.ts';
import { DraftNote } from './draft-note.tsx';
import { EnvironmentPart } from './environment-part.tsx';
import { type TaskForm, TaskFormProvider } from './form-context.tsx';
import classes from './new-task.module.css';
import { OutcomePart } from './outcome-part.tsx';
import { ReturnPart } from './return-part.tsx';
import { SidePanel } from './side-panel.tsx';
import { StopPart } from './stop-part.tsx';
import { TemplateChooser } from './template-chooser.tsx';
import { useFiling } from './use-filing.ts';
import { useRemarks } from './use-remarks.ts';
import { useStartingPoint } from './use-starting-point.ts';
import { useStoredDraft } from './use-stored-draft.ts';
import { VerificationPart } from './verification-part.tsx';

/** The contract of a new task: left in the order a person thinks, right what would become of it. */
export const NewTask = () => {
  const me = useMe();
  const trpc = useTRPC();
  const kept = useStoredDraft(me.id);
  const { stored, setDraft, replace } = kept;
  const { draft, reasons } = stored;
  const repositories = useQuery(trpc.repositories.list.queryOptions());
  const agents = useQuery(trpc.agents.list.queryOptions());
  const lint = useRemarks(draft, kept.isLoaded);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [showAll, setShowAll] = useState(false);
  const start = useStartingPoint({
    isLoaded: kept.isLoaded,
    replace,
    setDraft,
    repositories: repositories.data ?? null,
    agents: agents.data ?? null,
  });
  const filing = useFiling({ kept, lint, onRefused: () => setShowAll(true) });

  const form: TaskForm = useMemo(
    () => ({
      draft,
      patch: (part, values) => setDraft((now) => ({ ...now, [part]: { ...now[part], ...values } })),
      setTitle: (title) => setDraft((now) => ({ ...now, title })),
      remarks: lint.remarks,
      reasons,
      setReason: kept.setReason,
      isTouched: (field) => showAll || touched.has(field),
      touch: (field) => setTouched((now) => (now.has(field) ? now : new Set(now).add(field))),
      repositories: repositories.data ?? null,
      agents: agents.data ?? null,
      repository: repositories.data?.find(({ name }) => name === draft.environment.repository) ?? null,
    }),
    [draft, setDraft, lint.remarks, reasons, kept.setReason, showAll, touched, repositories.data, agents.data],
  );
  const startFrom = (next: Draft) => {
    setTouched(new Set());
    setShowAll(false);
    replace(next);
  };
  const chooseTemplate = (template: ContractTemplate) =>
    startFrom({
      ...EMPTY_DRAFT,
      ...template.contract,
      task: { ...template.contract.task },
      environment: draft.environment,
      stop: { ...template.contract.stop, conditions: [...template.contract.stop.conditions] },
    });
  const fromYaml = useCallback((next: Draft) => setDraft(() => next), [setDraft]);
  useKeys({ 'mod+Enter': { label: 'File the task', run: filing.file } });
  useEffect(() => {
    if (!filing.refusedAt) return;
    document.getElementById('filing')?.scrollIntoView({ block: 'nearest' });
  }, [filing.refusedAt]);

  return (
    <TaskFormProvider value={form}>
      <Page>
        <PageHeader title="New task" crumbs={[{ label: 'Tasks', href: '/tasks' }]} />
        <div className={classes.columns} aria-busy={!kept.isLoaded}>
          <div className={classes.contract}>
            <DraftNote
              restoredAt={kept.restoredAt}
              hasAside={kept.aside !== null}
              isKept={kept.isKept}
              onStartOver={() => startFrom({ ...EMPTY_DRAFT, environment: draft.environment })}
              onBringBack={kept.bringBack}
            />
            <FailurePanel error={start.error ?? repositories.error ?? agents.error} />
            <TemplateChooser onChoose={chooseTemplate} />
            <OutcomePart />
            <BoundaryPart />
            <EnvironmentPart />
            <VerificationPart />
            <ReturnPart />
            <StopPart />
            <div className={classes.filing} id="filing">
              {filing.said && (
                <p className={classes.said} role="alert">
                  {filing.said}
                </p>
              )}
              <FailurePanel error={filing.error} />
              <div className={classes.send}>
                <Button size="sm" onClick={filing.file} loading={filing.isBusy} rightSection={<KeyCaps binding="mod+Enter" />}>
                  File the task
                </Button>
                <span className={classes.hint}>It is queued at once; you can leave.</span>
              </div>
            </div>
          </div>
          <SidePanel lint={lint} onYaml={fromYaml} />
        </div>
      </Page>
    </TaskFormProvider>
  );
};
