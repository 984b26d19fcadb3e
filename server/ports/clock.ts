/** Time, as the pipeline needs it. Instants are epoch milliseconds. */
export interface Clock {
  now(): number;
  /** Calls `run` once after `ms`; returns the function that calls it off. */
  after(ms: number, run: () => void): () => void;
}
