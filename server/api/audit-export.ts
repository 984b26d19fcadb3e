import { hasRole } from '../domain/shared/role.ts';
import { exportAudit } from '../pipeline/export-audit.ts';
import { auditFilterFrom } from './audit-filter.ts';
import { type Context, contextOf } from './context.ts';
import { failureOfError, refuse } from './errors.ts';

/** `GET /api/audit/export`: the audit log as JSON lines, for admins. Streamed, so that its length does not matter. */
export const handleAuditExport = async (request: Request): Promise<Response> => answerExport(await contextOf(request), request);

/** The same with the context given, for tests. */
export const answerExport = ({ web, person }: Context, request: Request): Response => {
  if (!person) return refused(refuse({ code: 'not_signed_in', message: 'You are not signed in.' }), 401);
  if (!hasRole(person.role, 'admin'))
    return refused(refuse({ code: 'not_allowed', message: `This needs the role admin; you are ${person.role}.` }), 403);
  const filter = auditFilterFrom(new URL(request.url).searchParams);
  if (!filter.success) return refused(refuse({ code: 'invalid_input', message: 'There is no such filter.' }), 400);

  const pieces = exportAudit(web, filter.data);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: async (stream) => {
      try {
        const { value, done } = await pieces.next();
        if (done) stream.close();
        else stream.enqueue(encoder.encode(value));
      } catch (error) {
        web.log.error({ error }, 'an export of the audit log broke off');
        stream.error(error);
      }
    },
    cancel: async () => void (await pieces.return()),
  });
  const day = new Date(web.clock.now()).toISOString().slice(0, 10);
  return new Response(body, {
    headers: {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': `attachment; filename="countersign-audit-${day}.jsonl"`,
      'cache-control': 'no-store',
    },
  });
};

const refused = (error: ReturnType<typeof refuse>, status: number): Response => Response.json(failureOfError(error), { status });
