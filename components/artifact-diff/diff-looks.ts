/** Syntax colours with enough contrast on plain, added and deleted lines; the library's own backgrounds are too strong for grey comments. */
export const DIFF_THEME = { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } as const;

export const DIFF_CSS = `:host {
  --diffs-font-size: 12px;
  --diffs-line-height: 19px;
  --diffs-bg-addition-emphasis-override: light-dark(#e6f7ea, #1a3f26);
  --diffs-bg-deletion-emphasis-override: light-dark(#ffefee, #431a1d);
}
[data-line][data-line-type='change-addition'] {
  background-color: light-dark(#e8f7ec, #12261a);
}
[data-line][data-line-type='change-deletion'] {
  background-color: light-dark(#fff0ef, #2b1516);
}
[data-line-type='change-addition'] [data-diff-span] {
  box-shadow: inset 0 -2px 0 light-dark(#7fcf95, #2f7d49);
}
[data-line-type='change-deletion'] [data-diff-span] {
  box-shadow: inset 0 -2px 0 light-dark(#f0a19b, #9c3a3a);
}`;
