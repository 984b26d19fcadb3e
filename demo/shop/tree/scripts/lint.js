import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const FOLDERS = ['src', 'test', 'testing', 'scripts'];
const RULES = [
  { name: 'no tabs', isBroken: (line) => line.includes('\t') && !line.includes("'\\t'") },
  { name: 'no white space at the end', isBroken: (line) => /\s$/.test(line) },
  { name: 'at most 140 characters', isBroken: (line) => line.length > 140 },
  { name: 'no test.only', isBroken: (line, file) => file.startsWith('test/') && /\b(test|describe)\.only\(/.test(line) },
  { name: 'only main.js prints', isBroken: (line, file) => file.startsWith('src/') && file !== 'src/main.js' && line.includes('console.') },
];

const problems = [];
for (const folder of FOLDERS) {
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.js'))) {
    const file = `${folder}/${name}`;
    const { status, stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
    if (status !== 0) problems.push(`${file}: ${stderr.trim()}`);
    for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
      for (const { name: rule, isBroken } of RULES) if (isBroken(line, file)) problems.push(`${file}:${index + 1}: ${rule}`);
    }
  }
}
for (const problem of problems) console.log(problem);
console.log(problems.length === 0 ? 'lint: clean' : `lint: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
