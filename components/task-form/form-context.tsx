'use client';

import { createContext, useContext } from 'react';
import type { AgentProfileView, RepositoryView } from '../../server/ports/read-model.ts';
import type { Draft } from './draft.ts';
import type { Remarks } from './remarks.ts';

/** What the parts of the form share. */
export type TaskForm = {
  readonly draft: Draft;
  /** Changes one part, e.g. `patch('stop', { minutes: 30 })`. */
  patch<K extends Exclude<keyof Draft, 'title'>>(part: K, values: Partial<Draft[K]>): void;
  setTitle(title: string): void;
  readonly remarks: Remarks;
  readonly reasons: Readonly<Record<string, string>>;
  setReason(key: string, reason: string): void;
  /** Gaps are spoken of once a person has been there, or has tried to file. */
  isTouched(field: string): boolean;
  touch(field: string): void;
  readonly repositories: readonly RepositoryView[] | null;
  readonly agents: readonly AgentProfileView[] | null;
  readonly repository: RepositoryView | null;
};

const TaskFormContext = createContext<TaskForm | null>(null);
export const TaskFormProvider = TaskFormContext.Provider;

export const useTaskForm = (): TaskForm => {
  const form = useContext(TaskFormContext);
  if (!form) throw new Error('useTaskForm is for the parts of the task form');
  return form;
};
