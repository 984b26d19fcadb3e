'use client';

import type { RepositoryView } from '../../server/ports/read-model.ts';
import { StateWord } from '../ui/state-word.tsx';

/** What the last test of a connection came to. */
export const RepositoryState = ({ state }: { state: RepositoryView['state'] }) =>
  state === 'TESTING' ? (
    <StateWord look="busy">Testing</StateWord>
  ) : state === 'READY' ? (
    <StateWord look="good">Ready</StateWord>
  ) : (
    <StateWord look="bad">Failed</StateWord>
  );
