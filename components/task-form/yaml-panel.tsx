'use client';

import { Button, CopyButton, Group } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { stringify } from 'yaml';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { YamlEditor } from '../ui/yaml-text.tsx';
import { contractOf, type Draft, draftOf } from './draft.ts';
import { useTaskForm } from './form-context.tsx';
import classes from './yaml-panel.module.css';

const PARSE_MS = 400;
/** The API's own limit; a longer text is not even sent. */
const MAX_CHARACTERS = 256 * 1024;

/** The form as YAML, both ways: the form writes it until somebody types here, and then each text without problems fills the form. */
export const YamlPanel = ({ onDraft }: { onDraft: (draft: Draft) => void }) => {
  const trpc = useTRPC();
  const { draft } = useTaskForm();
  const written = stringify(contractOf(draft), { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false });
  const [typed, setTyped] = useState<string | null>(null);
  const [asked] = useDebouncedValue(typed, PARSE_MS);
  const isTooLong = typed !== null && typed.length > MAX_CHARACTERS;
  const parse = useQuery(
    trpc.tasks.parseYaml.queryOptions({ yaml: asked ?? '' }, { enabled: asked !== null && asked === typed && !isTooLong, gcTime: 0 }),
  );
  const contract = asked !== null && asked === typed ? parse.data?.contract : undefined;
  useEffect(() => {
    if (contract) onDraft(draftOf(contract));
  }, [contract, onDraft]);
  const problems = isTooLong
    ? [
        {
          line: 1,
          column: 1,
          path: '',
          message: `This text has ${typed.length.toLocaleString('en')} characters; a contract has at most ${MAX_CHARACTERS.toLocaleString('en')}. It was not sent.`,
        },
      ]
    : typed !== null && asked === typed
      ? (parse.data?.problems ?? [])
      : [];
  return (
    <>
      <Group justify="space-between" mb={8} gap="xs">
        <span className={classes.state} role="status">
          {typed === null
            ? 'Written from the form. Paste a contract to fill it.'
            : problems.length > 0
              ? 'The form keeps what it had until this can be read.'
              : contract
                ? 'The form shows this text.'
                : 'Reading…'}
        </span>
        <Group gap={6}>
          {typed !== null && (
            <Button variant="subtle" size="compact-xs" onClick={() => setTyped(null)}>
              Back to the form's
            </Button>
          )}
          <CopyButton value={typed ?? written}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="compact-xs"
                onClick={copy}
                leftSection={copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
              >
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Group>
      <YamlEditor
        label="Contract as YAML"
        value={isTooLong ? written : (typed ?? written)}
        onChange={(text) => text !== written && setTyped(text)}
      />
      <FailurePanel error={isTooLong ? null : parse.error} onRetry={() => void parse.refetch()} />
      {problems.length > 0 && (
        <div role="alert">
          <ul className={classes.problems} aria-label="Problems in the YAML">
            {problems.map((problem) => (
              <li key={`${problem.line} ${problem.column} ${problem.path} ${problem.message}`}>
                <code>
                  {problem.line}:{problem.column}
                </code>{' '}
                {problem.path && <strong>{problem.path}: </strong>}
                {problem.message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
};
