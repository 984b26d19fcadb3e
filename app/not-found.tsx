import { MissingPage } from '../components/frame/missing-page.tsx';

const NotFound = () => (
  <main>
    <MissingPage />
  </main>
);

export default NotFound;
