import { HarmlessPage } from '../../../../components/review-desk/harmless-page.tsx';

const Page = () => <HarmlessPage />;

export default Page;
