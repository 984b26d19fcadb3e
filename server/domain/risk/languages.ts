/** Line patterns per language. All are linear on the bounded pieces that `matchesLine` hands them. */
export type Language = 'js' | 'py' | 'go' | 'java' | 'rb' | 'rs';

const EXTENSIONS: Readonly<Record<string, Language>> = {
  js: 'js',
  jsx: 'js',
  mjs: 'js',
  cjs: 'js',
  ts: 'js',
  tsx: 'js',
  mts: 'js',
  cts: 'js',
  vue: 'js',
  svelte: 'js',
  py: 'py',
  go: 'go',
  java: 'java',
  kt: 'java',
  kts: 'java',
  groovy: 'java',
  rb: 'rb',
  rs: 'rs',
};

export const languageOf = (path: string): Language | null => EXTENSIONS[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? null;

/** A test that no longer counts. */
export const SKIPS: Readonly<Record<Language, readonly RegExp[]>> = {
  js: [
    /\b(?:it|test|describe|context|suite|specify|bench)\s*\.\s*(?:(?:concurrent|sequential|each\([^)]*\))\s*\.\s*)?(?:skip|todo|fails|failing|skipIf|runIf|fixme)\b/,
    /(?<![\w.$])x(?:it|test|describe|context|specify)\s*[.(]/,
    /\b(?:this|t|ctx)\.(?:skip|todo)\s*\(/,
    /[{,]\s*(?:skip|todo)\s*:\s*(?:true|['"`])/,
  ],
  py: [
    /@(?:pytest\.)?mark\.(?:skip|skipif|xfail)\b/,
    /\bpytest\.(?:skip|xfail|importorskip)\s*\(/,
    /@(?:unittest\.)?(?:skip|skipIf|skipUnless|expectedFailure)\b/,
    /\bself\.skipTest\s*\(/,
    /\braise\s+(?:unittest\.)?SkipTest\b/,
    /\bpytestmark\s*=.*\b(?:skip|skipif|xfail)\b/,
    /\bcollect_ignore(?:_glob)?\b/,
  ],
  go: [/\b[tb]\.Skip(?:f|Now)?\s*\(/, /^\/\/go:build\s+(?:ignore|!.*)/],
  java: [
    /@(?:Disabled|Ignore)(?:If\w*|On\w+|For\w+|Until)?\b/,
    /\bAssum(?:e|ptions)\.\w+\s*\(/,
    /\bassume(?:True|False|That|NoException)\s*\(/,
  ],
  rb: [
    /^\s*(?:xit|xdescribe|xcontext|xspecify|xexample|xfeature|xscenario)\b/,
    /^\s*(?:skip|pending|omit)(?:\s|\(|$)/,
    /[,{]\s*(?:skip|pending)\s*:\s*(?:true|['"])/,
    /,\s*:(?:skip|pending)\b/,
  ],
  rs: [/#\[\s*ignore\b/, /#\[\s*cfg_attr\([^\]]*\bignore\b/],
};

/** Forms that skip only sometimes: worth a look, not an alarm. */
export const CONDITIONAL_SKIP =
  /\b(?:skipIf|runIf|skipif|skipUnless|importorskip|cfg_attr|Assume|Assumptions|assume\w*|DisabledIf\w*|DisabledOn\w+|DisabledFor\w+)\b|^\s*(?:if|when)\b/;

/** The line that begins a test case. */
export const TEST_CASES: Readonly<Record<Language, RegExp>> = {
  js: /^\s*(?:await\s+)?(?:it|test|specify|xit|xtest|fit)\b\s*[.(]/,
  py: /^\s*(?:async\s+)?def\s+test\w*/,
  go: /^func\s+(?:Test|Fuzz|Benchmark|Example)\w*/,
  java: /^\s*@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\b/,
  rb: /^\s*(?:(?:it|specify|test|xit)\s*["'({]|def\s+test_)/,
  rs: /^\s*#\[\s*(?:\w+::)*test\b/,
};

const COMMENT: Readonly<Record<Language, RegExp>> = {
  js: /^\s*(?:\/\/|\*|\/\*)/,
  py: /^\s*#/,
  go: /^\s*\/\/(?!go:build)/,
  java: /^\s*(?:\/\/|\*|\/\*)/,
  rb: /^\s*#/,
  rs: /^\s*\/\//,
};

export const isComment = (language: Language, line: string): boolean => COMMENT[language].test(line);

const PIECE = 2_000;
const OVERLAP = 200;

/** Matches a line of any length in overlapping pieces, so that one endless line neither hangs us nor hides its end. */
export const matchesLine = (patterns: readonly RegExp[], line: string): boolean => {
  for (let at = 0; at === 0 || at < line.length; at += PIECE - OVERLAP) {
    const piece = line.slice(at, at + PIECE);
    if (patterns.some((pattern) => pattern.test(piece))) return true;
  }
  return false;
};
