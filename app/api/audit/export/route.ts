import { handleAuditExport } from '../../../../server/api/audit-export.ts';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export { handleAuditExport as GET };
