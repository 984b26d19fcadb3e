import { Inbox } from '../../components/inbox/inbox.tsx';

const InboxRoute = () => <Inbox />;

export default InboxRoute;
