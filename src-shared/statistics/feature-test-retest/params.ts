import { z } from 'zod';
import { occasionParams, twoOccasionParams } from '../agreement/params.ts';

export const featureTestRetestParams = z.object({ ...occasionParams, ...twoOccasionParams });
export type FeatureTestRetestParams = z.output<typeof featureTestRetestParams>;
