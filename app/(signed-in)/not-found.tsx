import { MissingPage } from '../../components/frame/missing-page.tsx';

const SignedInNotFound = () => <MissingPage />;

export default SignedInNotFound;
