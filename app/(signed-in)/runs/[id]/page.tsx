import { RunPage } from '../../../../components/run-log/run-page.tsx';

const Page = async ({ params }: { readonly params: Promise<{ id: string }> }) => (
  <RunPage runId={(await params).id} key={(await params).id} />
);

export default Page;
