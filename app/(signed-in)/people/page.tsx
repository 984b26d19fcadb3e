import { People } from '../../../components/people/people.tsx';

const PeopleRoute = () => <People />;

export default PeopleRoute;
