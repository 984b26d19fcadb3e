/** Shorter ones would redact half of every log, and are no secrets. */
export const MIN_SECRET_CHARACTERS = 6;

/** A secret as it may appear in a log: plain, in JSON (once and twice), in a URL, in base64 at any offset, in hex. */
export const secretForms = (secrets: readonly string[]): readonly string[] => {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < MIN_SECRET_CHARACTERS) continue;
    const json = JSON.stringify(secret).slice(1, -1);
    const url = encodeUrl(secret);
    const bytes = new TextEncoder().encode(secret);
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    for (const form of [
      secret,
      json,
      JSON.stringify(json).slice(1, -1),
      json.replaceAll('/', '\\/'),
      url,
      lowerEscapes(url),
      url.replaceAll('%20', '+'),
      hex,
      hex.toUpperCase(),
    ])
      forms.add(form);
    for (const offset of [0, 1, 2]) {
      const core = base64Core(bytes, offset);
      for (const form of [core, core.replaceAll('+', '-').replaceAll('/', '_'), encodeUrl(core), lowerEscapes(encodeUrl(core))])
        forms.add(form);
    }
  }
  return [...forms].filter((form) => form.length >= MIN_SECRET_CHARACTERS);
};

const encodeUrl = (text: string): string => encodeURIComponent(text.toWellFormed());
const lowerEscapes = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase());

/**
 * The characters of a base64 text that depend on the secret alone when `offset` bytes stand before it (`user:secret` in a
 * header); its first and last character may depend on the neighbours too and are left out.
 */
const base64Core = (bytes: Uint8Array, offset: number): string => {
  const padded = new Uint8Array(offset + bytes.length);
  padded.set(bytes, offset);
  const encoded = btoa(Array.from(padded, (byte) => String.fromCharCode(byte)).join('')).replace(/=+$/, '');
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor(((offset + bytes.length) * 8) / 6);
  return encoded.slice(from, to);
};
