import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** One accent. Shade 6 with white text is 5.6:1 and serves both schemes. */
const iris: MantineColorsTuple = [
  '#f0f0fe',
  '#dfdffb',
  '#bfc0f6',
  '#a5a7f4',
  '#9093f2',
  '#7478ea',
  '#5457d6',
  '#474ac0',
  '#3b3da3',
  '#2c2e7c',
];
/** Neutral, slightly cool. In the dark scheme 7 is the page, 6 what lies on it, 4 the lines, 2 the quiet text (6.4:1). */
const dark: MantineColorsTuple = [
  '#e4e5e9',
  '#c3c5cc',
  '#9b9da7',
  '#6b6e79',
  '#2f3138',
  '#26282e',
  '#1d1e23',
  '#151619',
  '#101114',
  '#0b0c0e',
];
const gray: MantineColorsTuple = [
  '#f8f8f9',
  '#f2f2f4',
  '#e9e9ec',
  '#dededf',
  '#cacbd0',
  '#a7a9b0',
  '#62656e',
  '#4a4d55',
  '#33353b',
  '#1b1c20',
];

/** Mantine draws the head of a dialog as `header`, which screen readers would announce as a second banner of the page. */
const PLAIN_HEADER = { header: { role: 'presentation' } };

/** Every visual decision that Mantine lets us make once. The tokens that it does not know are in `app/globals.css`. */
export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  colors: { iris, dark, gray },
  white: '#ffffff',
  black: '#1b1c20',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.125rem', lineHeight: '1.4' },
      h2: { fontSize: '0.875rem', lineHeight: '1.4' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.4' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' }, styles: { label: { fontSize: '0.8125rem', fontWeight: 500 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    InputWrapper: { styles: { description: { fontSize: '0.75rem' }, error: { fontSize: '0.75rem' } } },
    TextInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right', allowDeselect: false } },
    Tooltip: {
      defaultProps: { openDelay: 300, withinPortal: true, multiline: true, maw: 360, events: { hover: true, focus: true, touch: true } },
    },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.4 },
        attributes: PLAIN_HEADER,
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Drawer: {
      defaultProps: {
        position: 'right',
        overlayProps: { backgroundOpacity: 0.3 },
        attributes: PLAIN_HEADER,
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
    Menu: { defaultProps: { shadow: 'md', withinPortal: true } },
    Anchor: { defaultProps: { underline: 'hover' } },
    Alert: { defaultProps: { variant: 'light' } },
  },
});
