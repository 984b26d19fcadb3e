import type { Metadata } from 'next';
import { Repositories } from '../../../components/repositories/repositories.tsx';

export const metadata: Metadata = { title: 'Repositories' };

const RepositoriesRoute = () => <Repositories />;

export default RepositoriesRoute;
