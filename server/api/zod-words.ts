import { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

/** What is wrong with a field, for a person; a schema's own message comes first. */
const words = (issue: Issue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined || issue.input === null
        ? 'This is needed.'
        : `This must be ${NAMES[issue.expected] ?? issue.expected}.`;
    case 'invalid_value':
      return `Choose one of ${issue.values.map(String).join(', ')}.`;
    case 'too_small':
      if (issue.origin === 'string') return issue.minimum === 1 ? 'This is needed.' : `Write at least ${issue.minimum} characters.`;
      return issue.origin === 'array' ? `Give at least ${issue.minimum}.` : `This must be at least ${issue.minimum}.`;
    case 'too_big':
      if (issue.origin === 'string') return `This is too long: at most ${issue.maximum.toLocaleString('en')} characters.`;
      return issue.origin === 'array' ? `These are too many: at most ${issue.maximum}.` : `This must be at most ${issue.maximum}.`;
    case 'invalid_format':
      return issue.format === 'regex' ? 'This is not well formed.' : undefined;
    case 'unrecognized_keys':
      return `Not known here: ${issue.keys.join(', ')}.`;
    default:
      return undefined;
  }
};

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'a group of fields',
};

/** For the whole process: the domain's schemas say it the same way. */
export const speakToPeople = (): void => {
  z.config({ customError: words });
};
