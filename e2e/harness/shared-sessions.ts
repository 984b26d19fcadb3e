import { inject } from 'vitest';
import { FROM_THE_START, rememberSession } from './people.ts';

/** Every file of tests goes on with the sessions of the common stack, instead of signing everybody in again. */
for (const who of FROM_THE_START) {
  const cookie = inject('cookies')[who];
  if (cookie !== undefined) rememberSession(inject('url'), who, cookie);
}
