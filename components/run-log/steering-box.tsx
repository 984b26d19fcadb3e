'use client';

import { Button, Textarea } from '@mantine/core';
import { IconHelpCircle, IconPlayerPlay, IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { RunView } from '../../server/ports/read-model.ts';
import { useTRPC } from '../api/trpc.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useKeys } from '../ui/keyboard.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import type { Derived } from './derive-rows.ts';
import classes from './steering-box.module.css';
import { useMaySteer } from './use-may-steer.ts';

/** A message to the running agent. It reaches the agent as its next prompt, when its turn has ended. */
export const SteeringBox = ({ run, question }: { run: RunView; question: Derived['openQuestion'] }) => {
  const trpc = useTRPC();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const send = useMutation(trpc.runs.message.mutationOptions({ onSuccess: () => setText('') }));
  const maySteer = useMaySteer(run);
  const isAsked = question?.by === 'agent';
  const resume = useMutation(trpc.runs.resume.mutationOptions());
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
            <b>{question.by === 'agent' ? 'The agent asks:' : 'Paused by policy:'}</b> <SafeText text={question.text} multiline />
            {question.by === 'policy' && ' Let it go on, tell it something else, or cancel the run.'}
          </span>
        </div>
      )}
      {question?.by === 'policy' && run.status === 'PAUSED' && (
        <Button
          variant="default"
          size="compact-sm"
          mb={8}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          disabled={!mayAnswer}
          loading={resume.isPending}
          onClick={() => resume.mutate({ runId: run.id })}
        >
          Let it go on
        </Button>
      )}
      <FailurePanel error={send.error ?? resume.error} />
      <div className={classes.line}>
        <Textarea
          ref={field}
          className={classes.field}
          aria-label={isAsked ? 'Answer to the agent' : 'Message to the agent'}
          placeholder={maySteer.why ?? (isAsked ? 'Your answer' : 'Message to the agent: it reads it when its turn ends')}
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
          {isAsked ? 'Answer' : 'Send'}
        </Button>
      </div>
    </div>
  );
};
