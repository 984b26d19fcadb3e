/** A page of this installation, never another site's: `//host` and `/\host` are addresses of other sites to a browser. */
export const placeAfterSignIn = (wanted: string | null): string => (wanted !== null && /^\/(?![/\\])[^\\\s]*$/.test(wanted) ? wanted : '/');
