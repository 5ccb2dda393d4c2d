import { Group, Kbd, Modal } from '@mantine/core';
import { useOs } from '@mantine/hooks';
import { Fragment } from 'react';
import { setHelpOpen, useLayout } from '#renderer/state/layout.ts';
import classes from './help-overlay.module.css';
import { shortcutGroups } from './shortcuts.ts';

const names: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  alt: 'Alt',
  shift: 'Shift',
};

/** The keys pressed together; a plus sign alone is itself a key. */
const keysOf = (chord: string) => (chord === '+' ? [chord] : chord.split('+'));

/** The keyboard shortcuts, on `?`. */
export function HelpOverlay() {
  const opened = useLayout((state) => state.helpOpen);
  const modifier = useOs() === 'macos' ? '⌘' : 'Ctrl';
  const keyName = (key: string) => (key === 'mod' ? modifier : (names[key] ?? key));
  return (
    <Modal opened={opened} onClose={() => setHelpOpen(false)} title="Keyboard shortcuts" size="xl">
      <div className={classes.groups}>
        {shortcutGroups.map(({ title, shortcuts }) => (
          <section key={title}>
            <h3 className={classes.title}>{title}</h3>
            <dl className={classes.list}>
              {shortcuts.map(({ keys, does }) => (
                <Fragment key={keys}>
                  <dt>{does}</dt>
                  <dd>
                    <Group gap={3} wrap="nowrap" justify="flex-end">
                      {keysOf(keys).map((key) => (
                        <Kbd key={key} size="xs">
                          {keyName(key)}
                        </Kbd>
                      ))}
                    </Group>
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
