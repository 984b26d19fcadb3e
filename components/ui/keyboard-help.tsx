'use client';

import { Modal, Switch } from '@mantine/core';
import { KeyCaps } from './key-caps.tsx';
import { useKeyboard } from './keyboard.tsx';
import classes from './keyboard-help.module.css';

/** All keys that do something on this page, by group. Opened with `?`. */
export const KeyboardHelp = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const { list, lettersOn, setLettersOn } = useKeyboard();
  const groups = new Map<string, { key: string; label: string }[]>();
  if (opened) for (const { key, label, group } of list()) groups.set(group, [...(groups.get(group) ?? []), { key, label }]);
  return (
    <Modal opened={opened} onClose={onClose} title="Keys on this page" size="md">
      {[...groups].map(([group, keys]) => (
        <section key={group} className={classes.group}>
          <h3 className={classes.title}>{group}</h3>
          <dl className={classes.keys}>
            {keys.map(({ key, label }) => (
              <div key={key} className={classes.row}>
                <dt>{label}</dt>
                <dd>
                  <KeyCaps binding={key} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Switch
        mt="md"
        label="Single letters do things"
        description="They never do in text fields. Keys with Ctrl or Cmd stay on."
        checked={lettersOn}
        onChange={(event) => setLettersOn(event.currentTarget.checked)}
      />
    </Modal>
  );
};
