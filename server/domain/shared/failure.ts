/** Whose fault a failure is decides who is told and whether a retry makes sense. */
export type Blame = 'user' | 'agent' | 'system';

type FailureRow = {
  readonly blame: Blame;
  /** May the same request succeed later without anyone changing anything? */
  readonly mayRetry: boolean;
  readonly http: number;
  /** What the person should do next; shown after what happened. */
  readonly next: string;
};

/**
 * Every expected failure of the system, by code. Exhaustive: an adapter translates a vendor error into one of these, by
 * the vendor's code and never by its message. `docs/generated/failures.md` is generated from this table.
 */
export const FAILURES = {
  invalid_input: { blame: 'user', mayRetry: false, http: 400, next: 'Correct the marked fields and send again.' },
  not_signed_in: { blame: 'user', mayRetry: false, http: 401, next: 'Sign in and try again.' },
  wrong_password: { blame: 'user', mayRetry: false, http: 403, next: 'Type the password that you sign in with.' },
  not_allowed: { blame: 'user', mayRetry: false, http: 403, next: 'Ask an admin for the role that may do this.' },
  not_found: { blame: 'user', mayRetry: false, http: 404, next: 'Check the address; it may have been removed.' },
  name_taken: { blame: 'user', mayRetry: false, http: 409, next: 'Choose another name.' },
  still_in_use: { blame: 'user', mayRetry: true, http: 409, next: 'Wait for its runs to end, or cancel them, and try again.' },
  last_admin: { blame: 'user', mayRetry: false, http: 409, next: 'Make somebody else an admin first.' },
  stale_page: { blame: 'user', mayRetry: false, http: 409, next: 'Reload the page and decide on what it shows now.' },
  illegal_move: { blame: 'user', mayRetry: false, http: 409, next: 'Reload the page: the run has moved on.' },
  contract_refused: {
    blame: 'user',
    mayRetry: false,
    http: 422,
    next: 'Fix the errors and give a reason for each warning that you override.',
  },
  dispatch_denied: { blame: 'user', mayRetry: false, http: 422, next: 'Narrow the task, or ask an admin to change the policy.' },
  policy_refused: { blame: 'user', mayRetry: false, http: 422, next: 'Correct what is named, and save it as a new version.' },
  too_many_requests: { blame: 'user', mayRetry: true, http: 429, next: 'Wait a minute and try again.' },
  already_set_up: { blame: 'user', mayRetry: false, http: 409, next: 'Sign in with an existing account.' },

  repository_unreachable: {
    blame: 'user',
    mayRetry: true,
    http: 422,
    next: 'Check the address and that the worker can reach it with its own credentials.',
  },
  repository_not_git: { blame: 'user', mayRetry: false, http: 422, next: 'Point at a git repository.' },
  repository_empty: { blame: 'user', mayRetry: false, http: 422, next: 'Push a first commit, then test the connection again.' },
  repository_unborn_branch: { blame: 'user', mayRetry: false, http: 422, next: 'Choose a branch that has commits.' },
  repository_source_refused: { blame: 'user', mayRetry: false, http: 422, next: 'Use a local path or an https, ssh or file address.' },

  agent_profile_incomplete: { blame: 'user', mayRetry: false, http: 422, next: 'Complete the agent profile: provider, model and key.' },
  agent_start_failed: { blame: 'system', mayRetry: true, http: 500, next: 'Open the raw log; press "Test" on the agent profile.' },
  agent_protocol_error: {
    blame: 'agent',
    mayRetry: true,
    http: 500,
    next: 'Open the raw log; run the task again or choose another agent.',
  },
  agent_exited: { blame: 'agent', mayRetry: true, http: 500, next: 'Open the log; the agent ended before it handed off.' },
  artifact_refused: { blame: 'agent', mayRetry: true, http: 500, next: 'Read why the result could not be taken in; send the task again.' },
  time_limit_reached: { blame: 'agent', mayRetry: false, http: 500, next: 'Cut the task smaller or allow more minutes.' },
  no_progress: { blame: 'agent', mayRetry: true, http: 500, next: 'Read the last steps; restate the outcome or cut the task.' },

  sandbox_engine_unavailable: {
    blame: 'system',
    mayRetry: true,
    http: 503,
    next: 'An operator checks that the Docker engine runs on the worker machine.',
  },
  sandbox_image_missing: {
    blame: 'system',
    mayRetry: false,
    http: 503,
    next: 'An operator runs `npm run images:build` on the worker machine.',
  },
  sandbox_start_failed: { blame: 'system', mayRetry: true, http: 503, next: 'An operator looks at the worker log.' },
  workspace_failed: { blame: 'system', mayRetry: true, http: 503, next: 'An operator looks at the worker log and the free disk space.' },
  check_not_run: { blame: 'system', mayRetry: true, http: 503, next: 'Run the checks again; nothing is taken as passed.' },
  worker_lost: { blame: 'system', mayRetry: true, http: 503, next: 'Send the task again; the log up to the loss is kept.' },
  lease_lost: { blame: 'system', mayRetry: false, http: 409, next: 'Nothing: another worker carries on.' },

  merge_conflict: { blame: 'user', mayRetry: false, http: 409, next: 'Request changes: the agent then takes in the moved base branch.' },
  merge_check_failed: {
    blame: 'agent',
    mayRetry: false,
    http: 409,
    next: 'Open the log for its output. Request changes: the agent then takes in the moved base branch.',
  },
  merge_change_differs: {
    blame: 'user',
    mayRetry: false,
    http: 409,
    next: 'Request changes: the agent then takes in the moved base branch, and people look at what comes of it.',
  },
  merge_not_permitted: {
    blame: 'user',
    mayRetry: false,
    http: 409,
    next: 'Read what the decision still wants. Request changes: the agent then takes in the moved base branch.',
  },
  merge_branch_checked_out: {
    blame: 'user',
    mayRetry: true,
    http: 422,
    next: 'Check out another branch there, or use a bare repository as the origin.',
  },
  merge_rejected_by_origin: {
    blame: 'user',
    mayRetry: true,
    http: 422,
    next: 'Check push rights and branch protection on the origin, then merge again.',
  },
  merge_base_moved: { blame: 'system', mayRetry: true, http: 409, next: 'Merge again: it starts from the moved base.' },
  revert_conflict: {
    blame: 'user',
    mayRetry: false,
    http: 409,
    next: 'File a task that takes it back by hand: what came after it builds on it.',
  },
  revert_not_there: { blame: 'user', mayRetry: false, http: 409, next: 'Nothing: it is not on the branch.' },
  merge_outcome_unknown: {
    blame: 'system',
    mayRetry: false,
    http: 503,
    next: 'A person looks at the origin: the push may or may not have arrived.',
  },

  cancelled: { blame: 'user', mayRetry: false, http: 409, next: 'Nothing: the run was cancelled.' },
  internal: { blame: 'system', mayRetry: true, http: 500, next: 'Try again; if it stays, an operator looks at the server log.' },
} as const satisfies Record<string, FailureRow>;

export type FailureCode = keyof typeof FAILURES;

/** `message` says what happened and why, for a person; it never holds a secret or a stack. */
export type Failure = { readonly code: FailureCode; readonly message: string; readonly detail?: Readonly<Record<string, string>> };

export const failure = (code: FailureCode, message: string, detail?: Record<string, string>): Failure => ({ code, message, detail });
