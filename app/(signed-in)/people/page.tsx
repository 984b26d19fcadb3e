import type { Metadata } from 'next';
import { People } from '../../../components/people/people.tsx';

export const metadata: Metadata = { title: 'People' };

const PeopleRoute = () => <People />;

export default PeopleRoute;
