'use client';

import { BrokenPage } from '../../components/frame/broken-page.tsx';

const SignedInError = ({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) => (
  <BrokenPage digest={error.digest} onRetry={reset} />
);

export default SignedInError;
