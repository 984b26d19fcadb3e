import { PolicyVersion } from '../../../../components/policy-version/policy-version.tsx';

const PolicyVersionRoute = async ({ params }: { readonly params: Promise<{ id: string }> }) => {
  const { id } = await params;
  return <PolicyVersion id={id} key={id} />;
};

export default PolicyVersionRoute;
