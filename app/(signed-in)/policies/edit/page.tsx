import { PolicyEditor } from '../../../../components/policy-editor/policy-editor.tsx';

const PolicyEditorRoute = () => <PolicyEditor />;

export default PolicyEditorRoute;
