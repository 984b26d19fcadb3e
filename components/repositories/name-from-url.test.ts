import { expect, it } from 'vitest';
import { nameFromUrl } from './name-from-url.ts';

it.each([
  ['git@host:team/Web Shop.git', 'web-shop'],
  ['https://host/team/api.git/', 'api'],
  ['/srv/repos/.dotfiles', 'dotfiles'],
  ['', ''],
])('%s is named %s', (url, name) => expect(nameFromUrl(url)).toBe(name));
