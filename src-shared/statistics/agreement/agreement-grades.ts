/** Koo & Li, J Chiropr Med 15, 155 (2016): limits between poor, moderate, good and excellent reliability. */
export const reliabilityLimits = [0.5, 0.75, 0.9] as const;

export const gradesText = 'below 0.5 poor, 0.5 to 0.75 moderate, 0.75 to 0.9 good, above 0.9 excellent (Koo & Li 2016)';
