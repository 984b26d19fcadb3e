import { stringify } from 'yaml';
import type { Result } from '../shared/result.ts';
import { readYaml, type YamlProblem } from '../shared/yaml.ts';
import { type Contract, contractSchema } from './contract.ts';

/** A contract as a person would write it: every field, in the order of the form, long texts as blocks. */
export const contractToYaml = (contract: Contract): string =>
  stringify(contract, { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false });

/** Never throws, whatever was pasted. */
export const contractFromYaml = (text: string): Result<Contract, readonly YamlProblem[]> => readYaml(text, contractSchema);
