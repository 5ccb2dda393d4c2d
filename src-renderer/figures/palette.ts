/**
 * Seven of the eight colours of Wong (Nature Methods 8, 441; 2011; the Okabe-Ito set), which stay apart for every
 * common form of colour blindness. The order puts those first that also stand out as thin lines on white paper: blue
 * and vermillion for two groups. The eighth, yellow, cannot be seen as a point or line on paper, and darkened it would
 * be orange to many: wine (of Paul Tol's muted scheme) stands in its place.
 */
export const paperColours = [
  '#0072b2', // blue
  '#d55e00', // vermillion
  '#009e73', // bluish green
  '#cc79a7', // reddish purple
  '#e69f00', // orange
  '#56b4e9', // sky blue
  '#000000', // black
  '#882255', // wine
] as const;

/**
 * The same on screen; `figures.css` gives them values for light and for dark surroundings, where black becomes white
 * and wine the yellow of the original set.
 */
export const screenColours = paperColours.map((_, index) => `var(--figure-colour-${index})`);
