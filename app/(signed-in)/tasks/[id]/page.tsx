import { TaskPage } from '../../../../components/task-list/task-page.tsx';

const TaskRoute = async ({ params }: { params: Promise<{ id: string }> }) => <TaskPage id={(await params).id} />;

export default TaskRoute;
