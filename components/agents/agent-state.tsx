'use client';

import type { AgentProfileView } from '../../server/ports/read-model.ts';
import { formatDuration } from '../ui/format.ts';
import { StateWord } from '../ui/state-word.tsx';

/** Where a key comes from; never what it is. */
export const keyWords = (key: AgentProfileView['key']): string =>
  key === 'none'
    ? 'none'
    : key === 'sealed'
      ? 'stored, sealed for the workers'
      : `${key.variable}${key.present ? '' : ' (not set on any worker)'}`;

/** What the last test of a profile came to. */
export const TestState = ({ test }: { test: AgentProfileView['test'] }) =>
  test === null ? (
    <StateWord look="none">Not tested</StateWord>
  ) : test.state === 'running' ? (
    <StateWord look="busy">Testing</StateWord>
  ) : test.state === 'passed' ? (
    <StateWord look="good">{`Passed${test.ms === null ? '' : ` in ${formatDuration(test.ms)}`}`}</StateWord>
  ) : (
    <StateWord look="bad">Failed</StateWord>
  );
