import type { Result } from '../domain/shared/result.ts';
import type { Person, Role } from '../domain/shared/role.ts';

/** Who may sign in, and who is asking. Passwords never come back out. */
export interface Accounts {
  /** The person behind the session cookie of these headers; null when signed out, expired, or no longer active. */
  personOf(headers: Headers): Promise<Person | null>;
  /** True until the first person exists. */
  needsSetUp(): Promise<boolean>;
  /** Makes the first admin. Of several at once exactly one succeeds; the others get `already_set_up`. */
  createFirstAdmin(input: NewPerson): Promise<Result<Person>>;
  /** `name_taken` when the address is in use. `byId`: the admin who does it, for the audit log. */
  createPerson(input: NewPerson & { readonly role: Role; readonly byId: string | null }): Promise<Result<Person>>;
  /** Is this their password? `wrong_password`, or `too_many_requests` after a few wrong ones. */
  confirmPassword(personId: string, password: string): Promise<Result<void>>;
  /** Ends all sessions of a person. */
  endSessions(personId: string): Promise<void>;
  /** Sign-in, sign-out and session requests of the browser. */
  handle(request: Request): Promise<Response>;
}

export type NewPerson = { readonly name: string; readonly email: string; readonly password: string };
