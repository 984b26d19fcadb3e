'use client';

import { MultiSelect, NumberInput, Select, TagsInput } from '@mantine/core';
import { DETECTOR_NAMES } from '../../server/domain/policy/detectors.ts';
import type { LayerText } from '../../server/domain/policy/edit-policy.ts';
import { DISPATCHES, type Dispatch } from '../../server/domain/policy/model.ts';
import { POLICY_ROLES } from '../../server/domain/policy/requirement-model.ts';
import type { FormProps } from './form-props.ts';
import classes from './policy-form.module.css';
import { RequirementFields } from './requirement-fields.tsx';

const DISPATCHED: Readonly<Record<Dispatch, string>> = {
  unattended: 'Starts with nobody watching',
  attended: 'Starts only with a person attending',
  deny: 'Is not started',
};
const WAYS = DISPATCHES.map((value) => ({ value, label: DISPATCHED[value] }));

/** Who may approve, which checks and detectors there must be, what everything else needs, and how tasks start. */
export const SettingsPart = ({ policy, edit, isOff }: FormProps & { policy: LayerText }) => {
  const { settings } = policy;
  const isWhole = policy.kind === 'ApprovalPolicy';
  const put = (place: readonly (string | number)[], value: unknown) => edit({ kind: 'put', place: ['settings', ...place], value });
  /** A repository leaves out what it does not add to; an empty list would be a mistake there. */
  const putList = (part: 'checks' | 'detectors', names: readonly string[]) =>
    names.length === 0 && (!isWhole || part === 'detectors') ? isWhole || put([part], undefined) : put([part, 'required'], names);
  const requirement = settings.default_requirement;
  return (
    <>
      <fieldset className={classes.group}>
        <legend>Checks and approvals</legend>
        <TagsInput
          label={isWhole ? 'Checks that every task must have' : 'Checks that tasks here must have too'}
          description="By name, on top of those of the contract, which are always required."
          disabled={isOff}
          value={settings.checks?.required ?? []}
          onChange={(names) => putList('checks', names)}
        />
        <TagsInput
          label={isWhole ? 'Detectors that must have run' : 'Detectors that must have run here too'}
          data={[...DETECTOR_NAMES].sort()}
          disabled={isOff}
          value={settings.detectors?.required ?? []}
          onChange={(names) => putList('detectors', names)}
        />
        <MultiSelect
          label="Roles that may approve"
          data={POLICY_ROLES}
          disabled={isOff}
          value={settings.approvals?.eligible_roles ?? []}
          onChange={(roles) => (roles.length > 0 ? put(['approvals', 'eligible_roles'], roles) : isWhole || put(['approvals'], undefined))}
        />
        {policy.kind === 'ApprovalPolicy' && (
          <div className={classes.pair}>
            <Select
              label="An approval ends with"
              disabled={isOff}
              data={[
                { value: 'any_change', label: 'any change' },
                { value: 'code_change', label: 'a change of code' },
              ]}
              value={policy.settings.approvals.stale_on}
              onChange={(value) => value && put(['approvals', 'stale_on'], value)}
            />
            <NumberInput
              label="Times sent back at most"
              min={0}
              max={10}
              allowDecimal={false}
              clampBehavior="strict"
              disabled={isOff}
              value={policy.settings.bounce.max_rounds}
              onChange={(rounds) =>
                typeof rounds === 'number' && rounds !== policy.settings.bounce.max_rounds && put(['bounce', 'max_rounds'], rounds)
              }
            />
          </div>
        )}
      </fieldset>
      {requirement && (
        <fieldset className={classes.group}>
          <legend>Everything else needs</legend>
          <RequirementFields value={requirement} put={(place, value) => put(['default_requirement', ...place], value)} isOff={isOff} />
        </fieldset>
      )}
      {policy.kind === 'ApprovalPolicy' && (
        <NumberInput
          label="Days that a backtest looks back"
          min={1}
          max={365}
          allowDecimal={false}
          clampBehavior="strict"
          disabled={isOff}
          value={policy.change_control.backtest_window_days}
          onChange={(days) =>
            typeof days === 'number' &&
            days >= 1 &&
            days !== policy.change_control.backtest_window_days &&
            edit({ kind: 'put', place: ['change_control'], value: { ...policy.change_control, backtest_window_days: days } })
          }
        />
      )}
      <fieldset className={classes.group}>
        <legend>Before a task</legend>
        {policy.kind === 'ApprovalPolicy' && (
          <Select
            label="A task that no rule names"
            data={WAYS}
            disabled={isOff}
            value={policy.dispatch.default}
            onChange={(value) => value && edit({ kind: 'put_dispatch', rule: null, way: value })}
          />
        )}
        {policy.dispatch.rules.map((rule) => (
          <Select
            key={rule.id}
            label={rule.id}
            description={rule.description}
            data={WAYS}
            disabled={isOff}
            value={rule.then}
            onChange={(value) => value && edit({ kind: 'put_dispatch', rule: rule.id, way: value })}
          />
        ))}
        {policy.kind === 'RepositoryPolicy' && policy.dispatch.rules.length === 0 && (
          <p className={classes.leaf}>As the policy of the installation says.</p>
        )}
      </fieldset>
    </>
  );
};
