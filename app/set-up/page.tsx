import type { Metadata } from 'next';
import { SetUp } from '../../components/sign-in/set-up.tsx';

export const metadata: Metadata = { title: 'Set-up · Countersign' };

const SetUpRoute = () => <SetUp />;

export default SetUpRoute;
