import { type BacktestResults, measureBacktest } from './scale/backtest.ts';
import { measureQueue, type QueueResults } from './scale/queue.ts';

export type ScaleResults = QueueResults & BacktestResults;

/** Each part fills a throw-away database of its own, measures, prints, and answers its results. */
const PARTS: readonly (() => Promise<Partial<ScaleResults>>)[] = [measureQueue, measureBacktest];

/** Measures what must stay quick when an installation has grown. */
export const benchScale = async (): Promise<ScaleResults> => {
  const results: Partial<ScaleResults> = {};
  for (const part of PARTS) Object.assign(results, await part());
  return results as ScaleResults;
};
