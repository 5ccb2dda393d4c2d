import { z } from 'zod';
import { levelParam, pairedParams } from '../agreement/params.ts';

export const testRetestParams = z.object({
  ...pairedParams,
  withBlandAltman: z.boolean().default(true).meta({
    title: 'With a Bland–Altman panel',
    description: 'Differences against means beside the scatter plot.',
  }),
  ...levelParam,
});
