/**
 * Text from a sandbox as it may be stored: well-formed UTF-16 without NUL (the database refuses both) and at most `maxChars` long.
 * What is left out is said; the end is kept too, because the end of an output is where the error is.
 */
export const storableText = (text: string, maxChars: number): string => {
  const cut = text.length > maxChars ? cutMiddle(text, maxChars) : text;
  return cut.toWellFormed().replaceAll('\u0000', '\u2400');
};

const cutMiddle = (text: string, maxChars: number): string => {
  const head = Math.ceil(maxChars * 0.75);
  const tail = maxChars - head;
  return `${text.slice(0, head)}\n… ${text.length - maxChars} characters left out …\n${tail > 0 ? text.slice(-tail) : ''}`;
};
