import type { Metadata } from 'next';
import { Agents } from '../../../components/agents/agents.tsx';

export const metadata: Metadata = { title: 'Agents' };

const AgentsRoute = () => <Agents />;

export default AgentsRoute;
