import { createAuthClient } from 'better-auth/react';

/** Sign-in and sign-out: `authClient.signIn.email({ email, password })`, `authClient.signOut()`. Same origin, `/api/auth`. */
export const authClient = createAuthClient();
