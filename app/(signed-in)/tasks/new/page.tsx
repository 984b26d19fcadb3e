import type { Metadata } from 'next';
import { NewTask } from '../../../../components/task-form/new-task.tsx';

export const metadata: Metadata = { title: 'New task' };

const NewTaskRoute = () => <NewTask />;

export default NewTaskRoute;
