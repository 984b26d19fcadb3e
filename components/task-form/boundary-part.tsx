'use client';

import { Button, Collapse, Input, NumberInput, SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconChevronDown } from '@tabler/icons-react';
import { RISK_LEVELS } from '../../server/domain/contract/contract.ts';
import { countOf } from '../ui/format.ts';
import classes from './boundary-part.module.css';
import { FieldRemarks } from './field-remarks.tsx';
import { useTaskForm } from './form-context.tsx';
import { LineList } from './line-list.tsx';
import { NetworkHosts } from './network-hosts.tsx';
import { Part } from './part.tsx';
import { useMatchCounts } from './use-match-counts.ts';

export const BoundaryPart = () => {
  const { draft, patch, touch, repository } = useTaskForm();
  const { boundary } = draft;
  const known = repository?.state === 'READY' ? repository.name : null;
  const allowed = useMatchCounts(known, boundary.allowedPaths);
  const denied = useMatchCounts(known, boundary.deniedPaths);
  const hasCommands = boundary.allowedCommands.length + boundary.deniedCommands.length > 0;
  const [isOpen, { toggle }] = useDisclosure(false);
  const beside = (counts: typeof allowed, isAllowed: boolean) => (glob: string) => {
    const count = counts?.counts.find((entry) => entry.glob === glob);
    if (!count) return null;
    return (
      <>
        <span data-count={glob}>{countOf(count.files, 'file')}</span>
        {isAllowed && count.sensitive.length > 0 && (
          <span className={classes.sensitive} title={`Sensitive: ${count.sensitive.join(', ')}`}>
            <IconAlertTriangle size={13} aria-hidden /> {count.sensitive.join(', ')}
          </span>
        )}
      </>
    );
  };
  return (
    <Part
      question="Where may it work?"
      hint="Globs over paths in the repository. What lies outside comes back as a broken clause and is not merged."
    >
      <div>
        <LineList
          label="Allowed paths"
          item="Allowed path"
          mono
          placeholder="src/checkout/**"
          values={boundary.allowedPaths}
          onChange={(allowedPaths) => patch('boundary', { allowedPaths })}
          onBlur={() => touch('boundary.allowedPaths')}
          beside={beside(allowed, true)}
          below={
            allowed && (
              <p className={classes.covered} data-testid="covered">
                Together {countOf(allowed.covered, 'file')} of {allowed.total.toLocaleString('en')}
                {allowed.truncated && ' or more'} on <code>{repository?.baseBranch}</code>
                {allowed.examples.length > 0 && (
                  <span title={allowed.examples.join('\n')}>
                    , such as <code>{allowed.examples[0]}</code>
                  </span>
                )}
              </p>
            )
          }
        />
        <FieldRemarks field="boundary.allowedPaths" />
      </div>
      <div>
        <LineList
          label="But not in"
          item="Denied path"
          mono
          placeholder=".github/**"
          values={boundary.deniedPaths}
          onChange={(deniedPaths) => patch('boundary', { deniedPaths })}
          beside={beside(denied, false)}
        />
        <FieldRemarks field="boundary.deniedPaths" />
      </div>
      <div>
        <div className={classes.row}>
          <NumberInput
            label="At most files"
            min={1}
            max={1_000}
            allowDecimal={false}
            value={boundary.maxFiles}
            onChange={(maxFiles) => patch('boundary', { maxFiles })}
            onBlur={() => touch('boundary.maxFiles')}
          />
          <NumberInput
            label="At most lines"
            min={1}
            max={100_000}
            step={50}
            allowDecimal={false}
            thousandSeparator=","
            value={boundary.maxLines}
            onChange={(maxLines) => patch('boundary', { maxLines: typeof maxLines === 'string' ? maxLines.replaceAll(',', '') : maxLines })}
            onBlur={() => touch('boundary.maxLines')}
          />
          <Input.Wrapper label="Risk, as you see it" labelElement="div" labelProps={{ id: 'risk-label' }}>
            <SegmentedControl
              fullWidth
              aria-labelledby="risk-label"
              data={[...RISK_LEVELS]}
              value={boundary.risk}
              onChange={(risk) => patch('boundary', { risk: RISK_LEVELS.find((level) => level === risk) ?? 'low' })}
            />
          </Input.Wrapper>
        </div>
        <FieldRemarks field="boundary.maxFiles" />
        <FieldRemarks field="boundary.maxLines" />
        <FieldRemarks field="boundary.risk" />
      </div>
      <NetworkHosts />
      <div>
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={toggle}
          aria-expanded={isOpen}
          rightSection={<IconChevronDown size={13} aria-hidden />}
        >
          Commands{hasCommands ? ` (${boundary.allowedCommands.length} allowed, ${boundary.deniedCommands.length} denied)` : ''}
        </Button>
        <Collapse expanded={isOpen}>
          <div className={classes.commands}>
            <LineList
              label="Only commands that begin with"
              hint="Leave it empty to allow every command inside the sandbox, which has no network."
              item="Allowed command"
              mono
              placeholder="npm test"
              values={boundary.allowedCommands}
              onChange={(allowedCommands) => patch('boundary', { allowedCommands })}
            />
            <LineList
              label="No commands that begin with"
              item="Denied command"
              mono
              placeholder="git push"
              values={boundary.deniedCommands}
              onChange={(deniedCommands) => patch('boundary', { deniedCommands })}
            />
          </div>
        </Collapse>
        <FieldRemarks field="boundary.allowedCommands" />
        <FieldRemarks field="boundary.deniedCommands" />
      </div>
    </Part>
  );
};
