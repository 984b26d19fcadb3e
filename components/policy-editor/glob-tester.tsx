'use client';

import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { compilePathSet, isPlainPath } from '../../server/domain/contract/paths.ts';
import { useTRPC } from '../api/trpc.tsx';
import { useMatchCounts } from '../task-form/use-match-counts.ts';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './policy-form.module.css';

type Sets = Readonly<Record<string, readonly string[]>>;
const LISTED = 12;

const inSets = (sets: Sets, path: string): readonly { readonly set: string; readonly glob: string }[] =>
  Object.entries(sets).flatMap(([set, globs]) => {
    const glob = compilePathSet(globs).find(path);
    return glob === null ? [] : [{ set, glob }];
  });

/** A path is said to belong to its sets; a pattern shows the files of a repository that it reaches. */
export const GlobTester = ({
  sets,
  repository,
  text,
  onText,
}: {
  sets: Sets;
  /** The one that is edited for; null lets choose. */
  repository: string | null;
  text: string;
  onText: (text: string) => void;
}) => {
  const trpc = useTRPC();
  const list = useQuery(trpc.repositories.list.queryOptions(undefined, { enabled: repository === null }));
  const names = repository === null ? (list.data ?? []).map(({ name }) => name) : [repository];
  const [chosen, setChosen] = useState<string | null>(null);
  const where = chosen ?? names[0] ?? null;
  const asked = text.trim();
  const isPattern = /[*?{[]/.test(asked);
  const counts = useMatchCounts(isPattern ? where : null, [asked]);
  const found = asked === '' || isPattern || !isPlainPath(asked) ? [] : inSets(sets, asked);
  return (
    <section className={classes.card} aria-label="Try a path or a pattern">
      <div className={classes.slot}>
        <TextInput
          className={classes.grow}
          label="Try a path or a pattern"
          placeholder="src/billing/tax.ts"
          maxLength={500}
          value={text}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
          onChange={(event) => onText(event.currentTarget.value)}
        />
        {repository === null && names.length > 0 && (
          <Select label="Files of" data={names} value={where} onChange={setChosen} w={150} searchable />
        )}
      </div>
      <div role="status" className={classes.tested}>
        {asked === '' && <p>A path shows its sets; a pattern shows the files that it reaches.</p>}
        {asked !== '' && !isPlainPath(asked) && <p>This name cannot be classified, so every rule about paths is unknown for it.</p>}
        {asked !== '' && !isPattern && isPlainPath(asked) && found.length === 0 && <p>It is in no set.</p>}
        {found.length > 0 && (
          <ul>
            {found.map(({ set, glob }) => (
              <li key={set}>
                <strong>{set}</strong> by <code>{glob}</code>
              </li>
            ))}
          </ul>
        )}
        {isPattern && where === null && <p>No repository is connected, so there are no files to try it on.</p>}
        {isPattern && counts && (
          <>
            <p>
              {counts.covered.toLocaleString('en')} of {counts.total.toLocaleString('en')} files of {where}
              {counts.truncated ? ', as far as they are known' : ''}.
            </p>
            <ul>
              {counts.examples.slice(0, LISTED).map((path) => (
                <li key={path}>
                  <SafeText text={path} className={classes.mono} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
};
