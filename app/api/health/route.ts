import { handleHealth } from '../../../server/api/http.ts';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export { handleHealth as GET };
