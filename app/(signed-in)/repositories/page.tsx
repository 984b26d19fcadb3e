import { Repositories } from '../../../components/repositories/repositories.tsx';

const RepositoriesRoute = () => <Repositories />;

export default RepositoriesRoute;
