import { checkoutBugScripts } from '../../demo/scripted-model/checkout-bug.ts';
import { startScriptedModel } from '../../server/testing/scripted-model/scripted-model.ts';

/** The scripted model of the demo and the end-to-end tests: it knows the checkout bug of the demo shop, and nothing else. */
export const startDemoModel = async (_root: string): Promise<{ readonly baseUrl: string; close(): Promise<void> }> => {
  const model = await startScriptedModel({ scripts: checkoutBugScripts });
  return { baseUrl: model.baseUrl('openai_compatible'), close: model.close };
};
