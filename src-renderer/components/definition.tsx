import { Tooltip } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import classes from './definition.module.css';

/** A term with what it means: shown on hover and on keyboard focus, read out with the term. */
export function Definition({ term, definition }: { term: string; definition: string }) {
  return (
    <span>
      {term}
      {'\u00a0'}
      {definition !== '' && (
        <Tooltip label={definition} multiline w={320} openDelay={150}>
          <button type="button" className={classes.mark} aria-label={`${term}: ${definition}`}>
            <IconHelpCircle size={14} aria-hidden />
          </button>
        </Tooltip>
      )}
    </span>
  );
}
