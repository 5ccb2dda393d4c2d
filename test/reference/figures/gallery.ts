import type { Figure } from '#shared/figure.ts';
import { consort, enrichment } from './biology-and-flow.ts';
import { aucBars, calibration, confusion, decisionCurve, fractionCurves, singleBars } from './classification.ts';
import { boxes, densityMarginals, histograms, ringContours, scatterFit, tsne } from './distributions.ts';
import { rasterWithBar, saliencyGrid } from './images.ts';
import { forest, longForest, survival, survivalGrid } from './survival.ts';

/** A figure for every mark and every kind of panel of the study, on made-up data: drawn, checked and looked at. */
export const galleryFigures: readonly Figure[] = [
  aucBars,
  singleBars,
  fractionCurves,
  tsne,
  survival,
  survivalGrid,
  saliencyGrid,
  rasterWithBar,
  boxes,
  enrichment,
  forest,
  longForest,
  scatterFit,
  densityMarginals,
  ringContours,
  histograms,
  confusion,
  calibration,
  consort,
  decisionCurve,
];
