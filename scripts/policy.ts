import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dispatchOf } from '../server/domain/policy/dispatch.ts';
import { evaluatePolicy } from '../server/domain/policy/evaluate.ts';
import { factsSchema } from '../server/domain/policy/facts-schema.ts';
import { parsePolicy } from '../server/domain/policy/parse.ts';

/**
 * `npm run policy -- --policy FILE --facts FILE`: any policy on any facts, without a server or a database. Prints the decision
 * tree as JSON and exits 0; exits 2 when one of them cannot be read, with the place and what to do.
 */
class BadInput extends Error {}

const USAGE = 'Usage: npm run --silent policy -- --policy FILE.yaml --facts FILE.json';

const main = (): void => {
  const { policy: policyFile, facts: factsFile } = argumentsOf();
  const policy = parsePolicy(read(policyFile, 'policy'));
  if (!policy.ok) {
    const problems = policy.failure.map(({ line, column, path, message }) => `${policyFile}:${line}:${column} ${path}: ${message}`);
    throw new BadInput(`This is not a policy that can be used. Correct these places:\n${problems.join('\n')}`);
  }
  const facts = factsSchema.safeParse(readJson(factsFile));
  if (!facts.success) {
    const problems = facts.error.issues.map(({ path, message }) => `${factsFile}: ${path.join('.') || 'the whole'}: ${message}`);
    throw new BadInput(
      `These facts cannot be read. Correct these places; what is not known may be left out (docs/policy.md):\n${problems.join('\n')}`,
    );
  }
  const decision = evaluatePolicy(policy.value, facts.data, null);
  console.log(JSON.stringify({ ...decision, dispatch: dispatchOf(policy.value, facts.data) }, null, 2));
};

const argumentsOf = (): { readonly policy: string; readonly facts: string } => {
  try {
    const { values } = parseArgs({ options: { policy: { type: 'string' }, facts: { type: 'string' } } });
    if (values.policy === undefined || values.facts === undefined) throw new BadInput(`Both files are needed. ${USAGE}`);
    return { policy: values.policy, facts: values.facts };
  } catch (error) {
    throw error instanceof BadInput ? error : new BadInput(`${error instanceof Error ? error.message : error} ${USAGE}`);
  }
};

const read = (file: string, what: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadInput(`The ${what} file cannot be read (${error instanceof Error ? error.message : error}). Check its name. ${USAGE}`);
  }
};

const readJson = (file: string): unknown => {
  const text = read(file, 'facts');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadInput(`${file} is not JSON: ${error instanceof Error ? error.message : error}. Correct it there.`);
  }
};

try {
  main();
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
