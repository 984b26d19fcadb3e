import { failure } from '../shared/failure.ts';
import { fail, ok, type Result } from '../shared/result.ts';

/** Where a repository lives, once its address was found acceptable. `address` is what git is given. */
export type CheckedSource =
  | { readonly kind: 'local'; readonly path: string; readonly address: string }
  | { readonly kind: 'https' | 'ssh'; readonly host: string; readonly address: string };

const MAX_LENGTH = 2_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** `user@host:path`, as ssh users write it. A leading dash would be read as an option by ssh or git. */
const SCP_LIKE = /^(?:([A-Za-z0-9_][A-Za-z0-9._-]*)@)?([A-Za-z0-9][A-Za-z0-9.-]*):(?!\/\/)([^:].*)$/s;
const URL_USER = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])$/;

/**
 * Accepts an absolute local path and https, ssh, `user@host:path` and file addresses. Refuses everything that could make git
 * run something (`ext::`, `fd::`, leading dashes), and passwords, which would end up in logs and on pages.
 */
export const checkSource = (url: string): Result<CheckedSource> => {
  const address = url.trim();
  if (address === '') return refused('The address is empty.');
  if (address.length > MAX_LENGTH) return refused(`The address is longer than ${MAX_LENGTH} characters.`);
  if (CONTROL.test(address)) return refused('The address contains control characters.');
  if (address.startsWith('-')) return refused('The address starts with a dash.');
  if (/^[A-Za-z0-9+.-]*::/.test(address)) return refused('Addresses with a transport helper (`name::address`) are not allowed.');
  if (address.startsWith('/')) return checkPath(address);
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(address)) return checkUrl(address);
  const scp = SCP_LIKE.exec(address);
  if (scp?.[2] && scp[3]) {
    if (scp[3].startsWith('-')) return refused('The path after the host starts with a dash.');
    return ok({ kind: 'ssh', host: scp[2].toLowerCase(), address });
  }
  return refused('This is neither an absolute path nor an https, ssh or file address.');
};

const checkPath = (path: string): Result<CheckedSource> => {
  if (path.split('/').includes('..')) return refused('The path must be written without `..`.');
  return ok({ kind: 'local', path, address: path });
};

const checkUrl = (address: string): Result<CheckedSource> => {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return refused('The address cannot be read.');
  }
  if (url.protocol === 'file:') {
    if (url.hostname !== '') return refused('A file address must be local: file:///path.');
    if (/[%?#]/.test(address)) return refused('Write the path of a file address without % signs, question marks or #.');
    return checkPath(address.slice('file://'.length));
  }
  if (url.protocol !== 'https:' && url.protocol !== 'ssh:') return refused(`Addresses of the kind ${url.protocol}// are not allowed.`);
  if (url.password !== '') return refused('The address contains a password. Use the credentials of the worker instead.');
  if (url.protocol === 'https:' && url.username !== '')
    return refused('The address contains a user name or token. Use the credentials of the worker instead.');
  if (url.username !== '' && !URL_USER.test(url.username))
    return refused('The user name in the address has characters that are not allowed.');
  if (!HOST.test(url.hostname)) return refused('The host name in the address has characters that are not allowed.');
  return ok({ kind: url.protocol === 'https:' ? 'https' : 'ssh', host: url.hostname, address });
};

const refused = (message: string): Result<never> => fail(failure('repository_source_refused', message));
