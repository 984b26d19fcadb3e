/** What a reviewer ticks off, as a sentence that they could say. Names that a policy made up are shown as they are. */
const WORDS: Readonly<Record<string, string>> = {
  'critical-path-traced': 'I followed the critical path through the change.',
  'boundaries-checked': 'I looked at empty, large and hostile input.',
  'permissions-checked': 'I checked who may do what before and after.',
  'rollback-known': 'I know how this is undone.',
  'checks-not-weakened': 'Tests and checks still prove what they proved before.',
  'no-new-execution-path': 'Nothing new runs by itself, in CI or when a folder is opened.',
  'package-is-the-intended-one': 'The packages are the intended ones, from the intended place.',
  'asked-to-split-or-accepted': 'I asked for smaller parts, or accept the size.',
};

export const checklistWords = (item: string): string =>
  Object.hasOwn(WORDS, item) ? (WORDS[item] ?? item) : item.replaceAll(/[-_]/g, ' ');
