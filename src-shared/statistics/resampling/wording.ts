import { counted, significant } from '../wording.ts';
import { type BootstrapMethod, bootstrapMethodNames } from './intervals.ts';
import type { Resampling } from './params.ts';

/** `95% basic bootstrap interval over 90 patients (9999 resamples, seed 42)`. */
export function bootstrapPhrase(
  params: Resampling,
  method: BootstrapMethod,
  drawn: { patients: number; redrawn: number; noun?: 'patient' | 'lesion' },
): string {
  const stratified = params.vanished === 'stratify' ? ', stratified by class' : '';
  const redrawn =
    drawn.redrawn === 0 ? '' : `, of which ${drawn.redrawn} without a class were drawn again within the classes`;
  return `${significant(params.level * 100)}% ${bootstrapMethodNames[method]} bootstrap interval over ${counted(drawn.patients, drawn.noun ?? 'patient')} (${params.resamples} resamples${stratified}${redrawn}, seed ${params.seed})`;
}

/** Warns that classes had vanished; empty when none had. */
export const redrawnWarning = (redrawn: number, resamples: number): string[] =>
  redrawn === 0
    ? []
    : [`A class had vanished in ${redrawn} of ${resamples} resamples; these were drawn again within the classes.`];
