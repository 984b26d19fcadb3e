'use client';

import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { NewRule } from '../../server/domain/policy/edit-policy.ts';
import type { Rule } from '../../server/domain/policy/model.ts';
import { nameSchema } from '../../server/domain/policy/words.ts';
import { EFFECTS } from './effect-word.tsx';
import type { FormProps } from './form-props.ts';
import classes from './policy-form.module.css';

/** A rule about paths, complete enough to be used; whatever else it should say is added to it afterwards. */
const newRule = (id: string, effect: Rule['effect'], sets: string[]): NewRule => {
  const when = { paths: { any_in: sets } };
  switch (effect) {
    case 'block':
      return { id, effect, when, release_by: { roles: ['admin'], count: 1, rationale: true } };
    case 'require':
      return { id, effect, when, requires: { approvals: [{ count: 1, from: { roles: ['senior-reviewer', 'admin'] } }], rationale: true } };
    case 'bounce':
      return { id, effect, when };
    case 'auto_merge':
      return {
        id,
        effect,
        when: {
          all: [
            { paths: { all_in: sets } },
            { paths: { statuses_only: ['added', 'modified'] } },
            { risk: { max_severity: 'low' } },
            { checks: { all_success: 'required' } },
            { target_branch: { not_protected_release: true } },
          ],
        },
      };
  }
};

export const AddRule = ({ edit, sets, isOff, ids }: FormProps & { ids: readonly string[] }) => {
  const [isOpen, setOpen] = useState(false);
  const [id, setId] = useState('');
  const [effect, setEffect] = useState<Rule['effect']>('require');
  const [chosen, setChosen] = useState<string[]>([]);
  const problem =
    id === '' ? null : ids.includes(id) ? 'There is a rule of this name.' : (nameSchema.safeParse(id).error?.issues[0]?.message ?? null);
  if (!isOpen)
    return (
      <Button variant="default" disabled={isOff} leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setOpen(true)}>
        Add a rule
      </Button>
    );
  return (
    <form
      className={classes.card}
      aria-label="Add a rule"
      onSubmit={(event) => {
        event.preventDefault();
        if (id === '' || problem !== null || chosen.length === 0) return;
        edit({ kind: 'add_rule', rule: newRule(id, effect, chosen) });
        setOpen(false);
        setId('');
        setChosen([]);
      }}
    >
      <div className={classes.fields}>
        <TextInput
          label="Name"
          placeholder="require-payments"
          maxLength={61}
          value={id}
          error={problem}
          onChange={(event) => setId(event.currentTarget.value.trim())}
        />
        <Select label="What it does" data={EFFECTS} value={effect} onChange={(value) => value && setEffect(value)} />
        <MultiSelect
          label={effect === 'auto_merge' ? 'When every touched path is in' : 'When any touched path is in'}
          data={[...sets]}
          searchable
          value={chosen}
          onChange={setChosen}
        />
        <div className={classes.ends}>
          <Button variant="default" onClick={() => setOpen(false)}>
            Close
          </Button>
          <Button type="submit" disabled={isOff || id === '' || problem !== null || chosen.length === 0}>
            Add
          </Button>
        </div>
      </div>
    </form>
  );
};
