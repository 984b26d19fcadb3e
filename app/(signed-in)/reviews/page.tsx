import { QueuePage } from '../../../components/review-desk/queue-page.tsx';

const Page = () => <QueuePage />;

export default Page;
