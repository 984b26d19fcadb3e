import { NewTask } from '../../../../components/task-form/new-task.tsx';

const NewTaskRoute = () => <NewTask />;

export default NewTaskRoute;
