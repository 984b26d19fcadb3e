import { TaskList } from '../../../components/task-list/task-list.tsx';

const TasksRoute = () => <TaskList />;

export default TasksRoute;
