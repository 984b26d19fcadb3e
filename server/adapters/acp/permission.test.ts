import type { PermissionOption } from '@agentclientprotocol/sdk';
import { expect, test } from 'vitest';
import type { EventBody } from '../../domain/log/event.ts';
import type { AgentHandlers } from '../../ports/agent.ts';
import { answerPermission } from './permission.ts';

const option = (kind: PermissionOption['kind']): PermissionOption => ({ optionId: kind, name: kind, kind });
const ALL = [option('allow_always'), option('allow_once'), option('reject_always'), option('reject_once')];

const ask = (toolCall: object, options: PermissionOption[], outcome: 'allowed' | 'denied') => {
  const events: EventBody[] = [];
  const asked: unknown[] = [];
  const handlers: AgentHandlers = {
    onEvent: (event) => events.push(event),
    onPermission: (request) => {
      asked.push(request);
      return { outcome, reason: 'the contract' };
    },
  };
  const answer = answerPermission({ sessionId: 's', toolCall: { toolCallId: 'c1', ...toolCall }, options }, handlers);
  return { events, asked, outcome: answer.outcome };
};

test('the narrowest option is chosen, and the answer is recorded', () => {
  const { events, asked, outcome } = ask({ title: 'Run it', kind: 'execute', rawInput: { command: 'npm test' } }, ALL, 'allowed');
  expect(outcome).toEqual({ outcome: 'selected', optionId: 'allow_once' });
  expect(asked).toEqual([{ toolCallId: 'c1', title: 'Run it', toolKind: 'execute', command: 'npm test' }]);
  expect(events).toEqual([{ kind: 'permission', toolCallId: 'c1', what: 'npm test', outcome: 'allowed', reason: 'the contract' }]);
  expect(ask({ title: 'x' }, ALL, 'denied').outcome).toEqual({ outcome: 'selected', optionId: 'reject_once' });
});

test('always is taken where once is missing, and nothing where there is no way to say it', () => {
  expect(ask({}, [option('allow_always')], 'allowed').outcome).toEqual({ outcome: 'selected', optionId: 'allow_always' });
  expect(ask({}, [option('allow_always')], 'denied').outcome).toEqual({ outcome: 'cancelled' });
});

test('the handoff tools are not asked about, unless a command hides behind their name', () => {
  const free = ask({ title: 'mcp__countersign__submit_artifact' }, ALL, 'denied');
  expect(free.outcome).toEqual({ outcome: 'selected', optionId: 'allow_once' });
  expect(free.asked).toEqual([]);
  const hidden = ask({ title: 'countersign_ask', rawInput: { command: 'rm -rf /' } }, ALL, 'denied');
  expect(hidden.outcome).toEqual({ outcome: 'selected', optionId: 'reject_once' });
});
