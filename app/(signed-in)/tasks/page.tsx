import type { Metadata } from 'next';
import { TaskList } from '../../../components/task-list/task-list.tsx';

export const metadata: Metadata = { title: 'Tasks' };

const TasksRoute = () => <TaskList />;

export default TasksRoute;
