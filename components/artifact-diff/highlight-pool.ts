import { getOrCreateWorkerPoolSingleton } from '@pierre/diffs/worker';
import { DIFF_THEME } from './diff-looks.ts';

/** One colours a file while the reader scrolls; more would take the processor that scrolling needs. */
const WORKERS = 1;

/** Colours lines beside the page: they are drawn plain at once and get their colours when those come. Null where the browser has no workers. */
export const highlightPool = () =>
  typeof Worker === 'undefined'
    ? undefined
    : getOrCreateWorkerPoolSingleton({
        poolOptions: {
          workerFactory: () => new Worker(new URL('@pierre/diffs/worker/worker.js', import.meta.url), { type: 'module' }),
          poolSize: WORKERS,
          mainThreadMaxCharacters: 0,
        },
        highlighterOptions: { theme: DIFF_THEME, lineDiffType: 'word-alt', langs: ['typescript', 'javascript'] },
      });
