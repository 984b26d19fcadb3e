import { z } from 'zod';
import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from '../domain/audit/act.ts';
import { idSchema, lineSchema } from './inputs.ts';

const instantSchema = z.number().int().min(0).max(8_640_000_000_000_000);

/** Which entries of the audit log; the same for the page and for the export. */
export const auditFilterSchema = z.object({
  actorId: idSchema.nullable().default(null),
  action: z.enum(AUDIT_ACTIONS).nullable().default(null),
  subjectKind: z.enum(AUDIT_SUBJECTS).nullable().default(null),
  subjectId: idSchema.nullable().default(null),
  from: instantSchema.nullable().default(null),
  to: instantSchema.nullable().default(null),
  search: lineSchema(0, 200).nullable().default(null),
});

/** The filter in an address: an empty parameter is one that is not there. */
export const auditFilterFrom = (params: URLSearchParams) =>
  auditFilterSchema
    .strict()
    .safeParse(
      Object.fromEntries(
        [...params]
          .filter(([, value]) => value !== '')
          .map(([name, value]) => [name, name === 'from' || name === 'to' ? Number(value) : value]),
      ),
    );
