import type { Metadata } from 'next';
import { Policies } from '../../../components/policies/policies.tsx';

export const metadata: Metadata = { title: 'Policies' };

const PoliciesRoute = () => <Policies />;

export default PoliciesRoute;
