/** One answer of the scripted model: words, and at most one tool call. */
export type ModelStep = {
  readonly say?: string;
  /** A shell command, given to whatever shell tool the agent has. */
  readonly run?: string;
  /** A tool by the name that the agent gives it. */
  readonly tool?: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };
  /** A tool of the handoff server. */
  readonly handoff?: { readonly tool: string; readonly arguments: Readonly<Record<string, unknown>> };
};

/** What the model does on a prompt that holds `when`. The first script that fits the newest fitting prompt counts. */
export type ModelScript = { readonly when: string; readonly steps: readonly ModelStep[] };
