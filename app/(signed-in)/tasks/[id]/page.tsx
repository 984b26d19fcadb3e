import type { Metadata } from 'next';
import { TaskPage } from '../../../../components/task-list/task-page.tsx';

export const metadata: Metadata = { title: 'Task' };

const TaskRoute = async ({ params }: { params: Promise<{ id: string }> }) => <TaskPage id={(await params).id} />;

export default TaskRoute;
