import { createTheme } from '@mantine/core';

/**
 * Sizes and behaviour; colours are in `theme.css`. Scroll locking is off because it would add a style element, which
 * the content security policy refuses (see `theme.css`); the window itself never scrolls. Lists of options scroll by
 * themselves (`theme.css` again), where screen readers and keyboards expect it.
 */
export const theme = createTheme({
  cursorType: 'pointer',
  defaultRadius: 'sm',
  focusRing: 'auto',
  components: {
    ActionIcon: { defaultProps: { size: 28, variant: 'subtle', color: 'gray' } },
    Alert: { defaultProps: { radius: 'sm', p: 'xs' } },
    Button: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Menu: { defaultProps: { shadow: 'md', withinPortal: true } },
    Modal: {
      defaultProps: {
        lockScroll: false,
        centered: true,
        overlayProps: { backgroundOpacity: 0.45 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    MultiSelect: { defaultProps: { size: 'xs', withScrollArea: false, comboboxProps: { shadow: 'md' } } },
    NumberInput: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Select: {
      defaultProps: { size: 'xs', allowDeselect: false, withScrollArea: false, comboboxProps: { shadow: 'md' } },
    },
    Switch: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs', withScrollArea: false } },
    Textarea: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 350, events: { hover: true, focus: true, touch: true }, withArrow: true } },
  },
});
