/** Syntax colours with enough contrast on plain, added and deleted lines; the library's own backgrounds are too strong for grey comments. */
export const DIFF_THEME = { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } as const;

export const DIFF_CSS = `:host {
  --diffs-font-size: 12px;
  --diffs-line-height: 19px;
  --diffs-bg-addition-override: light-dark(#f2fbf4, #12261a);
  --diffs-bg-addition-emphasis-override: light-dark(#e6f7ea, #1c4429);
  --diffs-bg-deletion-override: light-dark(#fff6f5, #2b1516);
  --diffs-bg-deletion-emphasis-override: light-dark(#ffefee, #572125);
}`;
