import type { Metadata } from 'next';
import { Inbox } from '../../components/inbox/inbox.tsx';

export const metadata: Metadata = { title: 'Inbox' };

const InboxRoute = () => <Inbox />;

export default InboxRoute;
