/** Where the mirror's objects are mounted, read-only; the snapshots' alternates name this path. */
export const OBJECTS_TARGET = '/countersign/objects';
export const WORKSPACE_TARGET = '/workspace';

/**
 * Runs inside a sandbox, with the configuration that the agent left behind, which is why it runs there. Only the bundle goes
 * to stdout. Exit codes: 0 bundle written, or nothing when there is nothing new; 5 the task branch is gone. What could not be saved
 * (a full disk) is said on stderr; what the agent had committed is written all the same.
 */
const SCRIPT = `
exec 3>&1 1>&2
base=$1
branch=$2
upstream=$3
cd ${WORKSPACE_TARGET} || exit 5
g() {
  git -c safe.directory='*' -c core.hooksPath=/dev/null -c core.fsmonitor=false -c commit.gpgSign=false -c gc.auto=0 -c maintenance.auto=false "$@"
}
export GIT_TERMINAL_PROMPT=0 GIT_EDITOR=true
rm -f .git/index.lock
if [ "$(g symbolic-ref -q HEAD)" = "refs/heads/$branch" ]; then
  save() {
    g add -A || return 1
    g diff --cached --quiet --no-ext-diff && return 0
    g -c user.name='Countersign agent' -c user.email=agent@countersign.invalid commit -q --no-verify -m 'Uncommitted work collected at hand-off'
  }
  save || echo "What was not committed could not be saved; what is on the branch is collected."
else
  echo "HEAD is not on $branch: only what is on the branch is collected."
fi
tip=$(g rev-parse --verify -q "refs/heads/$branch^{commit}") || { echo "The branch $branch is gone."; exit 5; }
[ -n "$(g rev-list --max-count=1 "$base..$tip")" ] || exit 0
g bundle create -q --version=2 - "$base..refs/heads/$branch" "^$upstream" >&3
`;

/** What the source's base branch had at the start (`upstreamSha`) is known here and stays out of the bundle. */
export const bundleCommandFor = (baseSha: string, branch: string, upstreamSha: string = baseSha): readonly string[] => [
  'sh',
  '-c',
  SCRIPT,
  'bundle',
  baseSha,
  branch,
  upstreamSha,
];
