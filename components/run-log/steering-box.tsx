'use client';

import { Button, Textarea } from '@mantine/core';
import { IconHelpCircle, IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { RunView } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useKeys } from '../ui/keyboard.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './steering-box.module.css';
import { useMaySteer } from './use-may-steer.ts';

/** A message to the running agent. It reaches the agent as its next prompt, when its turn has ended. */
export const SteeringBox = ({ run, question }: { run: RunView; question: string | null }) => {
  const trpc = useTRPC();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const send = useMutation(trpc.runs.message.mutationOptions({ onSuccess: () => setText('') }));
  const maySteer = useMaySteer(run);
  const live = run.status === 'PREPARING' || run.status === 'RUNNING' || run.status === 'PAUSED';
  const mayAnswer = live && maySteer.allowed;
  useKeys({ m: { label: 'Write to the agent', run: () => field.current?.focus(), when: mayAnswer } }, 'Run');
  if (!live) return null;
  const submit = () => {
    if (text.trim() && !send.isPending) send.mutate({ runId: run.id, text });
  };
  return (
    <div className={classes.box} data-asked={question !== null || undefined}>
      {question !== null && (
        <div className={classes.question}>
          <IconHelpCircle size={16} aria-hidden />
          <span>
            <b>The agent asks:</b> <SafeText text={question} multiline />
          </span>
        </div>
      )}
      <FailurePanel error={send.error} />
      <div className={classes.line}>
        <Textarea
          ref={field}
          className={classes.field}
          aria-label={question === null ? 'Message to the agent' : 'Answer to the agent'}
          placeholder={maySteer.why ?? (question === null ? 'Message to the agent: it reads it when its turn ends' : 'Your answer')}
          autosize
          minRows={1}
          maxRows={8}
          maxLength={20_000}
          disabled={!mayAnswer}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit();
          }}
        />
        <Button
          leftSection={<IconSend size={14} aria-hidden />}
          size="sm"
          disabled={!mayAnswer || !text.trim()}
          loading={send.isPending}
          onClick={submit}
        >
          {question === null ? 'Send' : 'Answer'}
        </Button>
      </div>
    </div>
  );
};
