import { compilePathSet, isPlainPath } from '../contract/paths.ts';
import { SNAPSHOT_GLOBS, TEST_GLOBS } from '../shared/path-sets.ts';

const TESTS = compilePathSet([...TEST_GLOBS, ...SNAPSHOT_GLOBS]);

/** Is this file a test, or the recorded expectation of one? A name that cannot be classified is not. */
export const isTestPath = (path: string): boolean => isPlainPath(path) && TESTS.find(path) !== null;
