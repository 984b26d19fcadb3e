import type { AgentKind, ProviderKind } from '../../server/ports/agent.ts';

/** The agents and providers as people call them. */
export const AGENT_WORDS: Readonly<Record<AgentKind, { readonly word: string; readonly text: string }>> = {
  opencode: { word: 'OpenCode', text: 'Works with any of the providers.' },
  claude_code: { word: 'Claude Code', text: 'Works with Anthropic. Its image is built on demand.' },
  codex: {
    word: 'Codex',
    text: 'Works with OpenAI. Its image is built on demand. It asks nobody before it runs a command: of denied commands only the sandbox holds it back.',
  },
  script: { word: 'Script', text: 'No model: runs the commands that stand in the task.' },
};
export const PROVIDER_WORDS: Readonly<Record<ProviderKind, string>> = {
  anthropic: 'Anthropic',
  openai: 'OpenAI',
  openai_compatible: 'OpenAI-compatible',
};
