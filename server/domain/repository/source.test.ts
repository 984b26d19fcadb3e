import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSource } from './source.ts';

describe('a source', () => {
  it.each([
    ['/srv/git/shop.git', 'local'],
    ['/home/ana/my shop', 'local'],
    ['file:///srv/git/shop.git', 'local'],
    ['https://git.example.com/team/shop.git', 'https'],
    ['https://git.example.com:8443/team/shop', 'https'],
    ['ssh://git@git.example.com:2222/team/shop.git', 'ssh'],
    ['git@git.example.com:team/shop.git', 'ssh'],
    ['git.example.com:team/shop.git', 'ssh'],
    ['  https://git.example.com/team/shop.git ', 'https'],
  ])('%s is taken', (url, kind) => {
    const source = checkSource(url);
    expect(source.ok && source.value.kind).toBe(kind);
  });

  it.each([
    '',
    '   ',
    '--upload-pack=touch /tmp/x',
    '-oProxyCommand=x:y',
    'ext::sh -c touch% /tmp/x',
    'fd::3',
    'foo::https://x',
    'relative/path',
    './here',
    'C:',
    'http://git.example.com/shop.git',
    'git://git.example.com/shop.git',
    'ftp://git.example.com/shop.git',
    'https://ana:secret@git.example.com/shop.git',
    'https://token@git.example.com/shop.git',
    'ssh://-oProxyCommand=x/shop.git',
    'ssh://-user@git.example.com/shop.git',
    '-user@git.example.com:shop.git',
    'git@-host:shop.git',
    'git@git.example.com:-shop.git',
    'file://other-host/srv/git/shop.git',
    'file:///srv/%2e%2e/shop.git',
    '/srv/git/../../etc',
    '/srv/git/shop\n.git',
    'https://git.example.com/\u0000',
    'https://git.example.com/\u2028x',
    `https://git.example.com/${'x'.repeat(3_000)}`,
  ])('%j is refused', (url) => {
    const source = checkSource(url);
    expect(!source.ok && source.failure.code).toBe('repository_source_refused');
  });

  it('is never an option to git, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const source = checkSource(text);
        if (source.ok) expect(source.value.address).toMatch(/^[^-\s]/);
      }),
    );
  });
});
