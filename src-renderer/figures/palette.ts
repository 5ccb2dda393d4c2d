/**
 * The eight colours of Wong (Nature Methods 8, 441; 2011; the Okabe-Ito set), which stay apart for every common form
 * of colour blindness. The order puts those first that also stand out as thin lines on white paper: blue and
 * vermillion for two groups. Yellow, last, is darkened: as a point or a line on paper the original cannot be seen.
 */
export const paperColours = [
  '#0072b2', // blue
  '#d55e00', // vermillion
  '#009e73', // bluish green
  '#cc79a7', // reddish purple
  '#e69f00', // orange
  '#56b4e9', // sky blue
  '#000000', // black
  '#c8b900', // yellow
] as const;

/** The same hues on screen; `figures.css` gives them a value for light and for dark surroundings. */
export const screenColours = paperColours.map((_, index) => `var(--figure-colour-${index})`);
