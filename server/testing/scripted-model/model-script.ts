/** One answer of the scripted model: words, and at most one tool call, in terms that every agent can be given. */
export type ModelStep = {
  readonly say?: string;
  readonly run?: string;
  readonly plan?: readonly { readonly content: string; readonly status: 'pending' | 'in_progress' | 'completed' }[];
  /** A file of the workspace; agents want to have read a file before they edit it. */
  readonly read?: string;
  /** `find` occurs once. */
  readonly edit?: { readonly path: string; readonly find: string; readonly replace: string };
  /** A tool of the handoff server. */
  readonly handoff?: { readonly tool: string; readonly arguments: Readonly<Record<string, unknown>> };
};

/** What the model does on a prompt that holds `when`. The first script that fits the newest fitting prompt counts. */
export type ModelScript = { readonly when: string; readonly steps: readonly ModelStep[] };
