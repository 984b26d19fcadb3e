import { test } from 'vitest';
import { type AgentUnderTest, agentContract } from '../../testing/agent-contract.ts';
import { socketBroker } from '../broker/socket-broker.ts';
import { dockerSandbox } from '../docker/docker-sandbox.ts';
import { acpAgents, agentImages } from './acp-agents.ts';

const engine = dockerSandbox({ dockerHost: null, installation: 'agent-contract' });
const agents = acpAgents();

const AGENTS: readonly AgentUnderTest[] = [
  { kind: 'opencode', provider: 'openai_compatible', asksPermission: true },
  { kind: 'script', provider: 'openai_compatible', asksPermission: true },
  { kind: 'claude_code', provider: 'anthropic', asksPermission: true },
  // Without its own sandbox Codex asks for nothing: the box and the checks on what comes back hold it.
  { kind: 'codex', provider: 'openai', asksPermission: false },
];
/** Built by default, so their absence is a failure; the others are built on demand. */
const ALWAYS = ['opencode', 'script'];

for (const agent of AGENTS) {
  const image = agentImages()[agent.kind];
  const found = await engine.imageDigest(image);
  if (found.ok || ALWAYS.includes(agent.kind)) agentContract(agent, { agents, engine, makeBroker: (dir) => socketBroker({ dir }) });
  else test.skip(`agent: ${agent.kind} (no image ${image} on this machine: npm run images:build)`, () => {});
}
