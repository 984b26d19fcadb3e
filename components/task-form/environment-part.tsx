'use client';

import { Anchor, Select } from '@mantine/core';
import Link from 'next/link';
import { AGENT_WORDS } from '../ui/agent-words.ts';
import classes from './environment-part.module.css';
import { FieldRemarks } from './field-remarks.tsx';
import { useTaskForm } from './form-context.tsx';
import { Part } from './part.tsx';

/** What is chosen stays in the list even when it is not known here any more: the remark beside it says so. */
const withChosen = (options: readonly { value: string; label: string; disabled?: boolean }[], chosen: string) =>
  chosen === '' || options.some(({ value }) => value === chosen) ? [...options] : [...options, { value: chosen, label: chosen }];

export const EnvironmentPart = () => {
  const { draft, patch, touch, repositories, agents, repository } = useTaskForm();
  const { environment } = draft;
  const agent = agents?.find(({ name }) => name === environment.agent);
  const chooseRepository = (name: string | null) =>
    name &&
    patch('environment', {
      repository: name,
      baseBranch: repositories?.find((row) => row.name === name)?.baseBranch ?? environment.baseBranch,
    });
  return (
    <Part
      question="Where does it run?"
      hint="In a locked-down container of its own, on a branch of its own, from the commit that the base branch is at."
    >
      <div className={classes.row}>
        <div>
          <Select
            label="Repository"
            placeholder="Choose"
            searchable
            nothingFoundMessage="No repository of this name"
            data={withChosen(
              (repositories ?? []).map(({ name, state }) => ({
                value: name,
                label: state === 'READY' ? name : `${name} (${state.toLowerCase()})`,
              })),
              environment.repository,
            )}
            value={environment.repository || null}
            onChange={chooseRepository}
            onBlur={() => touch('environment.repository')}
          />
          <FieldRemarks field="environment.repository" />
        </div>
        <div>
          <Select
            label="Base branch"
            placeholder="Choose"
            searchable
            nothingFoundMessage="No branch of this name"
            data={withChosen(
              (repository?.branches ?? []).map(({ name }) => ({ value: name, label: name })),
              environment.baseBranch,
            )}
            value={environment.baseBranch || null}
            onChange={(baseBranch) => baseBranch && patch('environment', { baseBranch })}
            onBlur={() => touch('environment.baseBranch')}
          />
          <FieldRemarks field="environment.baseBranch" />
        </div>
        <div>
          <Select
            label="Agent"
            placeholder="Choose"
            searchable
            nothingFoundMessage="No agent of this name"
            data={withChosen(
              (agents ?? []).map(({ name, label }) => ({ value: name, label: label ? `${name} (${label})` : name })),
              environment.agent,
            )}
            value={environment.agent || null}
            onChange={(name) => name && patch('environment', { agent: name })}
            onBlur={() => touch('environment.agent')}
          />
          <FieldRemarks field="environment.agent" />
        </div>
      </div>
      {repositories?.length === 0 && (
        <p className={classes.note}>
          No repository is connected yet.{' '}
          <Anchor component={Link} href="/repositories?new=true" underline="always" size="sm">
            Connect one
          </Anchor>
          ; what you typed here is kept.
        </p>
      )}
      {agents?.length === 0 && (
        <p className={classes.note}>
          No agent may work yet.{' '}
          <Anchor component={Link} href="/agents?new=true" underline="always" size="sm">
            Choose one
          </Anchor>
          ; what you typed here is kept.
        </p>
      )}
      {agent && (
        <p className={classes.note} data-testid="agent-note">
          {AGENT_WORDS[agent.kind].word}
          {agent.model && (
            <>
              {' '}
              with <code>{agent.model}</code>
            </>
          )}
          {agent.label && <strong className={classes.label}>{agent.label}</strong>}
        </p>
      )}
    </Part>
  );
};
