'use client';

import { SegmentedControl, TagsInput } from '@mantine/core';
import { useState } from 'react';
import type { LayerText } from '../../server/domain/policy/edit-policy.ts';
import { AddRule } from './add-rule.tsx';
import type { FormProps } from './form-props.ts';
import classes from './policy-form.module.css';
import { RuleCard } from './rule-card.tsx';
import type { HitsOf } from './set-card.tsx';
import { SetsPart } from './sets-part.tsx';
import { SettingsPart } from './settings-part.tsx';

type Part = 'rules' | 'sets' | 'settings';

/** The same policy as fields. Every change is written into the text, and nowhere else. */
export const PolicyForm = ({
  policy,
  repository,
  hitsOf,
  above,
  ...form
}: FormProps & {
  policy: LayerText;
  /** The policy of the installation, under the one of a repository. */
  above: LayerText | null;
  /** Name of the repository that the layer is for; null for the installation. */
  repository: string | null;
  hitsOf: HitsOf;
}) => {
  const [part, setPart] = useState<Part>('rules');
  return (
    <div className={classes.form}>
      <SegmentedControl
        size="xs"
        aria-label="Part of the policy"
        value={part}
        onChange={(value) => setPart(value as Part)}
        data={[
          { value: 'rules', label: `Rules (${policy.rules.length})` },
          { value: 'sets', label: `Path sets (${Object.keys(policy.path_sets).length})` },
          { value: 'settings', label: 'Settings' },
        ]}
      />
      {part === 'rules' && (
        <>
          {policy.kind === 'RepositoryPolicy' && (
            <TagsInput
              label="Rules of the installation that merge without a person and do not hold here"
              placeholder={policy.without ? undefined : 'All of them hold'}
              data={(above?.rules ?? []).flatMap(({ id, effect }) => (effect === 'auto_merge' ? [id] : []))}
              disabled={form.isOff}
              value={policy.without ?? []}
              onChange={(ids) => form.edit({ kind: 'put', place: ['without'], value: ids.length === 0 ? undefined : ids })}
            />
          )}
          {policy.rules.map((rule, index) => (
            <RuleCard key={rule.id} rule={rule} index={index} {...form} />
          ))}
          <AddRule ids={policy.rules.map(({ id }) => id)} {...form} />
        </>
      )}
      {part === 'sets' && <SetsPart policy={policy} above={above} repository={repository} hitsOf={hitsOf} {...form} />}
      {part === 'settings' && <SettingsPart policy={policy} {...form} />}
    </div>
  );
};
