import { ReadingRoom } from '../../../../components/review-desk/reading-room.tsx';

const Page = async ({ params }: { readonly params: Promise<{ id: string }> }) => (
  <ReadingRoom runId={(await params).id} key={(await params).id} />
);

export default Page;
