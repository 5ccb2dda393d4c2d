/**
 * The learning rate of a step, as a closed form of PyTorch's schedulers.
 * - `constant`
 * - `step`: times `factor` after every `every` steps (StepLR).
 * - `cosine`: up from `startFactor` in a straight line over `warmUpSteps`, then down to 0 along half a cosine that ends
 *   at `totalSteps` (LinearLR, then CosineAnnealingLR). No warm-up where `warmUpSteps` is 0.
 */
export type Schedule =
  | { readonly kind: 'constant' }
  | { readonly kind: 'step'; readonly every: number; readonly factor: number }
  | {
      readonly kind: 'cosine';
      readonly totalSteps: number;
      readonly warmUpSteps: number;
      readonly startFactor: number;
    };

/** Share of the base learning rate at step 0, 1, 2 ... */
export function rateFactor(schedule: Schedule, step: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.factor ** Math.floor(step / schedule.every);
    case 'cosine': {
      const { totalSteps, warmUpSteps, startFactor } = schedule;
      if (step < warmUpSteps) return startFactor + ((1 - startFactor) * step) / warmUpSteps;
      const along = Math.min(1, (step - warmUpSteps) / Math.max(1, totalSteps - warmUpSteps));
      return (1 + Math.cos(Math.PI * along)) / 2;
    }
  }
}
