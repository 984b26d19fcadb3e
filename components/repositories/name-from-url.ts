/** A short name for a repository, from the last part of its address: `git@host:team/Web Shop.git` is `web-shop`. */
export const nameFromUrl = (url: string): string =>
  (
    url
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .split(/[/:\\]/)
      .at(-1) ?? ''
  )
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 60);
