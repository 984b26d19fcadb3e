'use client';

import { Button, Pill, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { compileGlob } from '../../server/domain/shared/glob.ts';
import type { FormProps } from './form-props.ts';
import classes from './policy-form.module.css';
import { TypedField } from './typed-field.tsx';

const MOST = 12;

/** How often a pattern hit among the last changes, when that is known. */
export type HitsOf = (set: string, glob: string) => string | null;

/** One path set: its patterns as chips, the one that the tested path matches marked. */
export const SetCard = ({
  set,
  globs,
  isMatch,
  hitsOf,
  edit,
  isOff,
}: Pick<FormProps, 'edit' | 'isOff'> & {
  set: string;
  globs: readonly string[];
  isMatch: (glob: string) => boolean;
  hitsOf: HitsOf;
}) => {
  const [typed, setTyped] = useState('');
  const [isNaming, setNaming] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const id = useId();
  const glob = typed.trim();
  const isUnreadable = glob !== '' && compileGlob(glob) === null;
  const shown = isWhole ? globs : globs.filter((pattern, index) => index < MOST || isMatch(pattern));
  const add = () => {
    if (glob === '' || isUnreadable) return;
    edit({ kind: 'add_pattern', set, glob });
    setTyped('');
  };
  return (
    <section className={classes.card} aria-labelledby={id} data-set={set}>
      <div className={classes.cardHead}>
        <h3 className={classes.name} id={id}>
          {set}
        </h3>
        <span className={classes.quiet}>{globs.length === 1 ? '1 pattern' : `${globs.length} patterns`}</span>
        <div className={classes.push}>
          <Button variant="subtle" size="compact-xs" disabled={isOff} onClick={() => setNaming(!isNaming)}>
            Rename
          </Button>
          <Button variant="subtle" size="compact-xs" color="gray" disabled={isOff} onClick={() => edit({ kind: 'remove_set', set })}>
            Remove
          </Button>
        </div>
      </div>
      {isNaming && (
        <TypedField
          label="New name; rules and composites follow"
          maxLength={61}
          value={set}
          onText={(to) => {
            edit({ kind: 'rename_set', set, to });
            setNaming(false);
          }}
        />
      )}
      <ul className={classes.chips}>
        {shown.map((pattern) => {
          const hits = hitsOf(set, pattern);
          return (
            <li key={pattern}>
              <Pill
                withRemoveButton
                disabled={isOff}
                className={classes.chip}
                mod={{ hit: isMatch(pattern) }}
                removeButtonProps={{ 'aria-label': `Remove ${pattern} from ${set}`, 'aria-hidden': false, tabIndex: 0 }}
                onRemove={() => edit({ kind: 'remove_pattern', set, glob: pattern })}
              >
                {pattern}
                {hits && <span className={classes.hits}>{hits}</span>}
              </Pill>
            </li>
          );
        })}
        {globs.length > shown.length && (
          <li>
            <Button variant="subtle" size="compact-xs" onClick={() => setWhole(true)}>
              Show {globs.length - shown.length} more
            </Button>
          </li>
        )}
      </ul>
      <form
        className={classes.slot}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextInput
          className={classes.grow}
          size="xs"
          aria-label={`New pattern for ${set}`}
          placeholder="src/payments/**"
          maxLength={300}
          disabled={isOff}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
          error={isUnreadable ? 'This pattern cannot be read.' : null}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={isOff || glob === '' || isUnreadable}>
          Add
        </Button>
      </form>
    </section>
  );
};
