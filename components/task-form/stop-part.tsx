'use client';

import { NumberInput } from '@mantine/core';
import { FieldRemarks } from './field-remarks.tsx';
import { useTaskForm } from './form-context.tsx';
import { LineList } from './line-list.tsx';
import { Part } from './part.tsx';
import classes from './stop-part.module.css';

export const StopPart = () => {
  const { draft, patch, touch } = useTaskForm();
  const { stop } = draft;
  return (
    <Part question="When must it stop?" hint="Whatever it has by then comes back with a report of what was tried.">
      <div>
        <div className={classes.row}>
          <NumberInput
            label="After minutes"
            min={1}
            max={480}
            step={5}
            allowDecimal={false}
            value={stop.minutes}
            onChange={(minutes) => patch('stop', { minutes })}
            onBlur={() => touch('stop.minutes')}
          />
          <NumberInput
            label="After minutes without progress"
            min={1}
            max={240}
            step={5}
            allowDecimal={false}
            value={stop.noProgressMinutes}
            onChange={(noProgressMinutes) => patch('stop', { noProgressMinutes })}
            onBlur={() => touch('stop.noProgressMinutes')}
          />
        </div>
        <FieldRemarks field="stop.minutes" />
        <FieldRemarks field="stop.noProgressMinutes" />
      </div>
      <div>
        <LineList
          label="Or when"
          hint="Conditions in words; they become part of the prompt."
          item="Stop condition"
          placeholder="If you cannot reproduce it in 20 minutes, stop and report what you tried."
          values={stop.conditions}
          onChange={(conditions) => patch('stop', { conditions })}
        />
        <FieldRemarks field="stop.conditions" />
      </div>
    </Part>
  );
};
