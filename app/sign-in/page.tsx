import type { Metadata } from 'next';
import { SignIn } from '../../components/sign-in/sign-in.tsx';

export const metadata: Metadata = { title: 'Sign in · Countersign' };

const SignInRoute = () => <SignIn />;

export default SignInRoute;
