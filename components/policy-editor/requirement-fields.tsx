'use client';

import { ActionIcon, Button, Checkbox, MultiSelect, NumberInput, Select, TagsInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { POLICY_ROLES, type Requirement } from '../../server/domain/policy/requirement-model.ts';
import type { YamlPath } from '../../server/domain/shared/edit-yaml.ts';
import classes from './policy-form.module.css';

const FLAGS = [
  ['rationale', 'A written reason'],
  ['per_finding_ack', 'An answer to each finding'],
  ['threads_resolved', 'Every comment resolved'],
  ['reauth', 'Signing in again'],
] as const;

/** What an approval has to bring. `put` writes at a place inside the requirement; undefined takes the key away. */
export const RequirementFields = ({
  value,
  put,
  isOff,
}: {
  value: Requirement;
  put: (place: YamlPath, value: unknown) => void;
  isOff: boolean;
}) => (
  <div className={classes.fields}>
    {value.approvals.map((slot, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a slot has no identity but its place
      <div className={classes.slot} key={index}>
        <NumberInput
          label="People"
          min={1}
          max={5}
          allowDecimal={false}
          clampBehavior="strict"
          w={72}
          disabled={isOff}
          value={slot.count}
          onChange={(count) => typeof count === 'number' && count !== slot.count && put(['approvals', index, 'count'], count)}
        />
        <MultiSelect
          label="With one of these roles"
          className={classes.grow}
          data={POLICY_ROLES}
          disabled={isOff}
          value={slot.from.roles}
          onChange={(roles) => roles.length > 0 && put(['approvals', index, 'from', 'roles'], roles)}
        />
        {value.approvals.length > 1 && (
          <ActionIcon aria-label={`Remove group ${index + 1}`} disabled={isOff} onClick={() => put(['approvals', index], undefined)}>
            <IconX size={14} aria-hidden />
          </ActionIcon>
        )}
      </div>
    ))}
    {value.approvals.length < 5 && (
      <Button
        variant="subtle"
        size="compact-xs"
        className={classes.start}
        disabled={isOff}
        leftSection={<IconPlus size={13} aria-hidden />}
        onClick={() => put(['approvals'], [...value.approvals, { count: 1, from: { roles: ['admin'] } }])}
      >
        And others
      </Button>
    )}
    <div className={classes.flags}>
      {FLAGS.map(([key, label]) => (
        <Checkbox
          key={key}
          size="xs"
          label={label}
          disabled={isOff}
          checked={value[key] === true}
          onChange={(event) => put([key], event.currentTarget.checked || undefined)}
        />
      ))}
    </div>
    <div className={classes.pair}>
      <Select
        label="Files viewed"
        disabled={isOff}
        data={[
          { value: '', label: 'Not asked' },
          { value: 'matched', label: 'Those that the rule is about' },
          { value: 'all', label: 'All of them' },
        ]}
        value={value.viewed_files ?? ''}
        onChange={(which) => put(['viewed_files'], which || undefined)}
      />
      <NumberInput
        label="Minutes to think"
        placeholder="None"
        min={0}
        max={10_080}
        allowDecimal={false}
        clampBehavior="strict"
        disabled={isOff}
        value={value.cooldown_minutes ?? ''}
        onChange={(minutes) => put(['cooldown_minutes'], typeof minutes === 'number' && minutes > 0 ? minutes : undefined)}
      />
    </div>
    <TagsInput
      label="Checklist"
      description="Letters, digits, dashes and underscores."
      placeholder={value.checklist ? undefined : 'Not asked'}
      disabled={isOff}
      value={value.checklist ?? []}
      onChange={(items) => put(['checklist'], items.length === 0 ? undefined : items)}
    />
  </div>
);
