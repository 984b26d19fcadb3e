import { Policies } from '../../../components/policies/policies.tsx';

const PoliciesRoute = () => <Policies />;

export default PoliciesRoute;
