import { ReviewingPage } from '../../../../../components/people/reviewing-page.tsx';

const Page = async ({ params }: { readonly params: Promise<{ id: string }> }) => <ReviewingPage personId={(await params).id} />;

export default Page;
