'use client';

import { Button, Switch, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { explainRule } from '../../server/domain/policy/explain-policy.ts';
import type { Rule } from '../../server/domain/policy/model.ts';
import { EffectWord } from './effect-word.tsx';
import type { FormProps } from './form-props.ts';
import classes from './policy-form.module.css';
import { RuleFields } from './rule-fields.tsx';

/** One rule: its name, its sentence, a switch, and its fields on demand. */
export const RuleCard = ({ rule, index, ...form }: FormProps & { rule: Rule; index: number }) => {
  const [isOpen, setOpen] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const id = useId();
  const restricts = rule.effect === 'block' || rule.effect === 'require';
  const off = (why: string) => form.edit({ kind: 'switch_rule', rule: rule.id, isEnabled: false, reason: why });
  return (
    <section className={classes.card} aria-labelledby={id} data-rule={rule.id} data-off={!rule.enabled || undefined}>
      <div className={classes.cardHead}>
        <UnstyledButton className={classes.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
          <h3 className={classes.name} id={id}>
            {rule.id}
          </h3>
        </UnstyledButton>
        <EffectWord effect={rule.effect} />
        <Switch
          size="xs"
          className={classes.push}
          aria-label={`${rule.id} is switched on`}
          disabled={form.isOff}
          checked={rule.enabled}
          onChange={(event) => {
            if (event.currentTarget.checked) form.edit({ kind: 'switch_rule', rule: rule.id, isEnabled: true, reason: '' });
            else if (restricts) setAsking(true);
            else off('Switched off in the form.');
          }}
        />
      </div>
      <p className={classes.sentence}>{explainRule(rule)}</p>
      {!rule.enabled && rule.disabled_reason && <p className={classes.leaf}>Off because: {rule.disabled_reason}</p>}
      {isAsking && rule.enabled && (
        <form
          className={classes.slot}
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim() === '') return;
            off(reason.trim());
            setAsking(false);
            setReason('');
          }}
        >
          <TextInput
            className={classes.grow}
            label={`Why is ${rule.id} switched off?`}
            maxLength={500}
            autoFocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button type="submit" disabled={reason.trim() === ''}>
            Switch off
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            Leave it on
          </Button>
        </form>
      )}
      {isOpen && <RuleFields rule={rule} index={index} {...form} />}
    </section>
  );
};
