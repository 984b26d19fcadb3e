import { Agents } from '../../../components/agents/agents.tsx';

const AgentsRoute = () => <Agents />;

export default AgentsRoute;
