'use client';

import { TextInput } from '@mantine/core';
import { CappedTextarea } from './capped-textarea.tsx';
import { FieldRemarks } from './field-remarks.tsx';
import { useTaskForm } from './form-context.tsx';
import { Part } from './part.tsx';

const MAX_TITLE = 140;
const MAX_OUTCOME = 10_000;
const MAX_CONTEXT = 50_000;

export const OutcomePart = () => {
  const { draft, patch, setTitle, touch } = useTaskForm();
  return (
    <Part question="What should be true afterwards?" hint="One concrete outcome that somebody can check. Not a direction: a result.">
      <div>
        <TextInput
          label="Title"
          maxLength={MAX_TITLE}
          placeholder="Checkout works without a saved address"
          value={draft.title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          onBlur={() => touch('title')}
          aria-describedby="remarks-title"
        />
        <FieldRemarks field="title" />
      </div>
      <div>
        <CappedTextarea
          label="Outcome"
          cap={MAX_OUTCOME}
          minRows={4}
          maxRows={16}
          placeholder="When a user has no saved addresses, checkout shows the address form instead of a 500. A regression test covers it."
          value={draft.task.outcome}
          onText={(outcome) => patch('task', { outcome })}
          onBlur={() => touch('task.outcome')}
          aria-describedby="remarks-task.outcome"
        />
        <FieldRemarks field="task.outcome" />
      </div>
      <div>
        <CappedTextarea
          label="Context"
          description="Error messages, links, hints. The agent gets it as information and not as orders."
          cap={MAX_CONTEXT}
          minRows={2}
          maxRows={16}
          value={draft.task.context}
          onText={(context) => patch('task', { context })}
        />
        <FieldRemarks field="task.context" />
      </div>
    </Part>
  );
};
