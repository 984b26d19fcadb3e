/** Fresh, unguessable, URL-safe ids. */
export interface Ids {
  next(prefix: 'tsk' | 'run' | 'evb' | 'lse' | 'req' | 'tst'): string;
}
