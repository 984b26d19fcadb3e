export const NOTICE = '<!-- Generated from the code by `node scripts/docs.ts`. Change the code, not this file. -->';

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;

export const page = (title: string, parts: readonly string[]): string => `${[NOTICE, `# ${title}`, ...parts].join('\n\n')}\n`;
