import { AuditLog } from '../../../components/audit/audit-log.tsx';

const AuditRoute = () => <AuditLog />;

export default AuditRoute;
