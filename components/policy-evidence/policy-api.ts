import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/root.ts';

type PolicyApi = inferRouterOutputs<AppRouter>['policy'];

export type PolicyCheck = PolicyApi['check'];
export type PolicyBacktest = PolicyApi['backtest'];
export type PolicyVersion = PolicyApi['version'];
export type PolicyLayer = PolicyApi['layers'][number];
export type PolicyVersionRow = PolicyApi['versions'][number];
