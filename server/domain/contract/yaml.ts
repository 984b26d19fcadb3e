import { Document, visit } from 'yaml';
import type { Result } from '../shared/result.ts';
import { readYaml, type YamlProblem } from '../shared/yaml.ts';
import { type Contract, contractSchema } from './contract.ts';

/** A contract as a person would write it: every field, in the order of the form, long texts as blocks. */
export const contractToYaml = (contract: Contract): string => {
  const document = new Document(contract, { aliasDuplicateObjects: false });
  visit(document, {
    // As a block, a text of nothing but white space loses what stands before its first line break.
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && scalar.value.trim() === '') scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0, blockQuote: 'literal' });
};

/** Never throws, whatever was pasted. */
export const contractFromYaml = (text: string): Result<Contract, readonly YamlProblem[]> => readYaml(text, contractSchema);
