import { shippedPolicyYaml } from './policy-builders.ts';

/** The shipped policy with another number of people that everything needs. */
export const defaultAsking = (count: number): string => {
  const before = shippedPolicyYaml();
  const after = before.replace(/(default_requirement:[\s\S]*?count: )\d/, `$1${count}`);
  if (after === before && count !== 1) throw new Error('the shipped policy is not written as this expects');
  return after;
};

/** What a repository adds to it. */
export const repositoryPolicy = (rest = '', name = 'shop'): string =>
  `apiVersion: approval/v1\nkind: RepositoryPolicy\nmetadata: {name: ${name}, version: 1}\n${rest}`;
