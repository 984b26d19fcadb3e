'use client';

import { MultiSelect, Select } from '@mantine/core';
import type { Condition } from '../../server/domain/policy/condition-model.ts';
import { conditionWords } from '../../server/domain/policy/condition-words.ts';
import { leavesOf } from '../../server/domain/policy/policy-places.ts';
import { SEVERITIES } from '../../server/domain/risk/finding.ts';
import type { YamlPath } from '../../server/domain/shared/edit-yaml.ts';
import classes from './policy-form.module.css';
import { TypedField } from './typed-field.tsx';

const LISTS = [
  ['any_in', 'Any touched path is in'],
  ['except_in', 'but not in'],
  ['all_in', 'Every touched path is in'],
  ['none_in', 'No touched path is in'],
] as const;
const SEVERITY = [
  ['min_severity', 'A finding is at least'],
  ['max_severity', 'No finding is worse than'],
] as const;

/**
 * The parts of a condition that a form can say: sets, sizes, severities. Anything else, and how the parts belong together, is
 * changed in the text. `put` writes at a place inside the rule.
 */
export const ConditionFields = ({
  when,
  put,
  sets,
  isOff,
}: {
  when: Condition;
  put: (place: YamlPath, value: unknown) => void;
  sets: readonly string[];
  isOff: boolean;
}) =>
  leavesOf(when, ['when']).map(({ leaf, place, isNegated }) => {
    const key = place.join('.');
    const not = isNegated ? ' (turned round by not)' : '';
    if ('paths' in leaf)
      return LISTS.map(([name, label]) => {
        const value = leaf.paths[name];
        return (
          value && (
            <MultiSelect
              key={`${key}.${name}`}
              label={label + not}
              data={[...new Set([...sets, ...value])]}
              searchable
              disabled={isOff}
              value={value}
              onChange={(names) => names.length > 0 && put([...place, 'paths', name], names)}
            />
          )
        );
      });
    if ('size' in leaf)
      return Object.entries(leaf.size).map(([name, wanted]) => (
        <TypedField
          key={`${key}.${name}`}
          label={`Size: ${name.replace('_', ' ')}${not}`}
          placeholder="<= 300"
          disabled={isOff}
          value={wanted ?? ''}
          onText={(text) => put([...place, 'size', name], text)}
        />
      ));
    if ('risk' in leaf)
      return SEVERITY.map(([name, label]) => {
        const value = leaf.risk[name];
        const about = [...(leaf.risk.ids ?? []), ...(leaf.risk.classes ?? [])];
        return (
          value && (
            <Select
              key={`${key}.${name}`}
              label={`${label}${not}`}
              description={about.length > 0 ? `Of ${about.join(', ')}` : undefined}
              data={SEVERITIES}
              disabled={isOff}
              value={value}
              onChange={(severity) => severity && put([...place, 'risk', name], severity)}
            />
          )
        );
      });
    return (
      <p className={classes.leaf} key={key}>
        {conditionWords(leaf)}
        {not}
      </p>
    );
  });
