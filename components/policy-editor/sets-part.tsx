'use client';

import { Button, MultiSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isPlainPath } from '../../server/domain/contract/paths.ts';
import type { LayerText } from '../../server/domain/policy/edit-policy.ts';
import { nameSchema } from '../../server/domain/policy/words.ts';
import { compileGlob, splitPath } from '../../server/domain/shared/glob.ts';
import type { FormProps } from './form-props.ts';
import { GlobTester } from './glob-tester.tsx';
import classes from './policy-form.module.css';
import { type HitsOf, SetCard } from './set-card.tsx';

/** Path sets and what they are put together to, with a place to try paths. */
export const SetsPart = ({
  policy,
  repository,
  hitsOf,
  above,
  ...form
}: FormProps & { policy: LayerText; above: LayerText | null; repository: string | null; hitsOf: HitsOf }) => {
  const [tried, setTried] = useState('');
  const [name, setName] = useState('');
  const [glob, setGlob] = useState('');
  const path = isPlainPath(tried.trim()) ? splitPath(tried.trim()) : null;
  const isMatch = (pattern: string) => path !== null && (compileGlob(pattern)?.(path) ?? false);
  const problem = name === '' ? null : (nameSchema.safeParse(name).error?.issues[0]?.message ?? null);
  const isReady = name !== '' && problem === null && glob.trim() !== '';
  return (
    <>
      <GlobTester sets={{ ...above?.path_sets, ...policy.path_sets }} repository={repository} text={tried} onText={setTried} />
      {Object.entries(policy.path_sets).map(([set, globs]) => (
        <SetCard key={set} set={set} globs={globs} isMatch={isMatch} hitsOf={hitsOf} edit={form.edit} isOff={form.isOff} />
      ))}
      <form
        className={classes.card}
        aria-label="Add a path set"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady) return;
          form.edit({ kind: 'add_set', set: name, globs: [glob.trim()] });
          setName('');
          setGlob('');
        }}
      >
        <div className={classes.slot}>
          <TextInput
            label="New path set"
            placeholder="payments"
            maxLength={61}
            disabled={form.isOff}
            value={name}
            error={problem}
            onChange={(event) => setName(event.currentTarget.value.trim())}
          />
          <TextInput
            className={classes.grow}
            label="Its first pattern"
            placeholder="src/payments/**"
            maxLength={300}
            disabled={form.isOff}
            value={glob}
            onChange={(event) => setGlob(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={form.isOff || !isReady}>
            Add
          </Button>
        </div>
      </form>
      {Object.keys(policy.composites).length > 0 && (
        <fieldset className={classes.group}>
          <legend>Sets of sets</legend>
          {Object.entries(policy.composites).map(([composite, parts]) => (
            <MultiSelect
              key={composite}
              label={composite}
              data={[...new Set([...Object.keys(policy.path_sets), ...parts])]}
              searchable
              disabled={form.isOff}
              value={parts}
              onChange={(names) => names.length > 0 && form.edit({ kind: 'put', place: ['composites', composite], value: names })}
            />
          ))}
        </fieldset>
      )}
    </>
  );
};
