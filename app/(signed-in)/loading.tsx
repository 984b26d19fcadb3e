import { Page } from '../../components/ui/page.tsx';
import { RowsSkeleton } from '../../components/ui/rows-skeleton.tsx';

const Loading = () => (
  <Page>
    <RowsSkeleton rows={10} label="Loading the page" />
  </Page>
);

export default Loading;
