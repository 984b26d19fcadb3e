'use client';

import { Button, Checkbox, NumberInput, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { checkNameOf, type DraftCheck } from './draft.ts';
import { FieldRemarks } from './field-remarks.tsx';
import { useTaskForm } from './form-context.tsx';
import { Part } from './part.tsx';
import classes from './verification-part.module.css';

const MAX_CHECKS = 20;
const MONO = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } };

export const VerificationPart = () => {
  const { draft, patch, touch, repository } = useTaskForm();
  const { checks } = draft.verification;
  const put = (next: readonly DraftCheck[]) => patch('verification', { checks: next });
  const change = (index: number, values: Partial<DraftCheck>) =>
    put(checks.map((check, at) => (at === index ? { ...check, ...values } : check)));
  const add = (command: string) =>
    put([
      ...checks,
      {
        name: command
          ? checkNameOf(
              command,
              checks.map(({ name }) => name),
            )
          : '',
        command,
        reproduces: false,
        timeoutMinutes: 10,
      },
    ]);
  const offered = (repository?.suggestedChecks ?? []).filter((command) => !checks.some((check) => check.command.trim() === command));
  return (
    <Part
      question="How will we know?"
      hint="Commands that we run ourselves, in a clean container without network, on the commit that came back."
    >
      <FieldRemarks field="verification.checks" exact />
      {checks.map((check, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a check has no identity but its place while it is written
        <fieldset className={classes.check} key={index} aria-label={`Check ${index + 1}`}>
          <div className={classes.row}>
            <TextInput
              label="Name"
              maxLength={60}
              value={check.name}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
              onBlur={() => touch(`verification.checks.${index}.name`)}
            />
            <TextInput
              label="Command"
              placeholder="npm test"
              maxLength={2_000}
              styles={MONO}
              value={check.command}
              onChange={(event) => change(index, { command: event.currentTarget.value })}
              onBlur={() => touch(`verification.checks.${index}.command`)}
            />
            <NumberInput
              label="Minutes"
              min={1}
              max={120}
              allowDecimal={false}
              value={check.timeoutMinutes}
              onChange={(timeoutMinutes) => change(index, { timeoutMinutes })}
            />
          </div>
          <div className={classes.foot}>
            <Tooltip label="We run it on the base with the result's tests as well: there it must fail, on the result it must pass.">
              <Checkbox
                label="Reproduces the bug: must fail before, pass after"
                checked={check.reproduces}
                onChange={(event) => change(index, { reproduces: event.currentTarget.checked })}
              />
            </Tooltip>
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              leftSection={<IconTrash size={13} aria-hidden />}
              onClick={() => put(checks.filter((_, at) => at !== index))}
              aria-label={`Remove check ${check.name || index + 1}`}
            >
              Remove
            </Button>
          </div>
          <FieldRemarks field={`verification.checks.${index}`} />
        </fieldset>
      ))}
      <div className={classes.add}>
        {offered.map((command) => (
          <Button
            key={command}
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => add(command)}
            disabled={checks.length >= MAX_CHECKS}
            classNames={{ label: classes.mono }}
          >
            {command}
          </Button>
        ))}
        <Button
          variant={offered.length > 0 || checks.length > 0 ? 'subtle' : 'default'}
          size="compact-sm"
          leftSection={<IconPlus size={13} aria-hidden />}
          onClick={() => add('')}
          disabled={checks.length >= MAX_CHECKS}
        >
          Another check
        </Button>
      </div>
    </Part>
  );
};
