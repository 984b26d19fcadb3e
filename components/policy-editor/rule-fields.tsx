'use client';

import { Button, Checkbox, Group, MultiSelect, NumberInput } from '@mantine/core';
import type { Rule } from '../../server/domain/policy/model.ts';
import { POLICY_ROLES } from '../../server/domain/policy/requirement-model.ts';
import type { YamlPath } from '../../server/domain/shared/edit-yaml.ts';
import { ConditionFields } from './condition-fields.tsx';
import type { FormProps } from './form-props.ts';
import classes from './policy-form.module.css';
import { RequirementFields } from './requirement-fields.tsx';
import { TypedField } from './typed-field.tsx';

/** Everything of one rule that a form can change. */
export const RuleFields = ({ rule, index, edit, onShow, sets, isOff }: FormProps & { rule: Rule; index: number }) => {
  const put = (place: YamlPath, value: unknown) => edit({ kind: 'put_in_rule', rule: rule.id, place, value });
  return (
    <div className={classes.fields}>
      <TypedField
        label="Name"
        maxLength={61}
        disabled={isOff}
        value={rule.id}
        onText={(to) => edit({ kind: 'rename_rule', rule: rule.id, to })}
      />
      <TypedField
        label="Description"
        maxLength={500}
        isLong
        value={rule.description}
        onText={(text) => put(['description'], text || undefined)}
      />
      <fieldset className={classes.group}>
        <legend>When</legend>
        <ConditionFields when={rule.when} put={put} sets={sets} isOff={isOff} />
        <Button variant="subtle" size="compact-xs" className={classes.start} onClick={() => onShow(['rules', index, 'when'])}>
          Change the condition in the text
        </Button>
      </fieldset>
      {rule.effect === 'require' && (
        <fieldset className={classes.group}>
          <legend>Then it needs</legend>
          <RequirementFields value={rule.requires} put={(place, value) => put(['requires', ...place], value)} isOff={isOff} />
        </fieldset>
      )}
      {rule.effect === 'block' && (
        <fieldset className={classes.group}>
          <legend>Who may let it through</legend>
          <Checkbox
            size="xs"
            label="Nobody: only a new artifact leads out"
            disabled={isOff}
            checked={rule.release_by === undefined}
            onChange={(event) =>
              put(['release_by'], event.currentTarget.checked ? undefined : { roles: ['admin'], count: 1, rationale: true })
            }
          />
          {rule.release_by && (
            <div className={classes.slot}>
              <NumberInput
                label="People"
                min={1}
                max={5}
                w={72}
                allowDecimal={false}
                clampBehavior="strict"
                disabled={isOff}
                value={rule.release_by.count}
                onChange={(count) => typeof count === 'number' && count !== rule.release_by?.count && put(['release_by', 'count'], count)}
              />
              <MultiSelect
                label="With one of these roles"
                className={classes.grow}
                data={POLICY_ROLES}
                disabled={isOff}
                value={rule.release_by.roles}
                onChange={(roles) => roles.length > 0 && put(['release_by', 'roles'], roles)}
              />
            </div>
          )}
        </fieldset>
      )}
      <TypedField
        label="Message"
        description="What a person or the agent is told when the rule acts."
        maxLength={500}
        isLong
        value={rule.message ?? ''}
        onText={(text) => put(['message'], text || undefined)}
      />
      <Group justify="space-between">
        <Button variant="subtle" size="compact-xs" onClick={() => onShow(['rules', index])}>
          Show it in the text
        </Button>
        <Button
          variant="default"
          size="compact-xs"
          color="red"
          disabled={isOff}
          onClick={() => edit({ kind: 'remove_rule', rule: rule.id })}
        >
          Remove the rule
        </Button>
      </Group>
    </div>
  );
};
