import { z } from 'zod';

const manifestSchema = z.object({ scripts: z.record(z.string(), z.string()).default({}) });
const CHECK_SCRIPTS = ['test', 'lint', 'typecheck', 'check', 'build'];

/** Commands that a repository itself offers as checks, from its file list and `package.json` text. Suggestions only. */
export const suggestChecks = (paths: readonly string[], packageJson: string | null): readonly string[] => {
  const has = (path: string) => paths.includes(path);
  const suggested: string[] = [];
  const manifest = packageJson === null ? null : manifestSchema.safeParse(parseJson(packageJson));
  for (const script of CHECK_SCRIPTS) {
    if (manifest?.success && script in manifest.data.scripts) suggested.push(script === 'test' ? 'npm test' : `npm run ${script}`);
  }
  if (has('go.mod')) suggested.push('go test ./...', 'go vet ./...');
  if (has('Cargo.toml')) suggested.push('cargo test');
  if (has('pyproject.toml') || has('pytest.ini') || has('tox.ini')) suggested.push('pytest');
  if (has('Gemfile') && paths.some((path) => path.startsWith('spec/'))) suggested.push('bundle exec rspec');
  if (has('pom.xml')) suggested.push('mvn -q test');
  if (has('Makefile')) suggested.push('make test');
  return suggested;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
