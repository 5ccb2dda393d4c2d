import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureTable } from '../../figure.ts';
import { survivalAt } from '../kaplan-meier/survival-curve.ts';
import { timeText } from '../time-units.ts';
import { counted, quantityText, significant } from '../wording.ts';
import { type IncidenceGroup, type Incidences, incidenceAt } from './analysis.ts';
import { causeLabel } from './drawing.ts';

export const percent = ({ params }: Incidences): string => `${significant(params.level * 100)}%`;
export const landmarkText = ({ landmark, params }: Incidences): string => timeText(landmark, params.axisUnit);

const tooShort: Quantity = { unavailable: 'follow-up ends before' };

function incidenceQuantity(group: IncidenceGroup, cause: number, { landmark, params }: Incidences): Quantity {
  const curve = group.curves[cause];
  if (!curve || group.patients === 0) return { unavailable: 'no patients' };
  const at = incidenceAt(curve, landmark);
  return at ? { ...at, level: params.level } : tooShort;
}

function naiveQuantity({ naive, patients }: IncidenceGroup, { landmark }: Incidences): Quantity {
  if (patients === 0) return { unavailable: 'no patients' };
  const at = survivalAt(naive, landmark);
  return at ? { estimate: 1 - at.survival } : tooShort;
}

const sumOf = (counts: Int32Array | undefined): number => counts?.reduce((sum, count) => sum + count, 0) ?? 0;

/** Every number of the figure with its definition. */
export function valuesOf(found: Incidences): Value[] {
  const { groups, causes, tests, params } = found;
  return [
    ...groups.flatMap((group): Value[] => [
      {
        id: `${group.id}-patients`,
        label: `Patients, ${group.label}`,
        definition: 'Patients with follow-up in this group.',
        quantity: { estimate: group.patients },
      },
      ...causes.flatMap((cause, i): Value[] => [
        {
          id: `${group.id}-cause-${i + 1}-events`,
          label: `Events, ${causeLabel(found, cause)}, ${group.label}`,
          definition: 'Patients of this group whose follow-up ended with this event.',
          quantity: { estimate: sumOf(group.curves[i]?.events) },
        },
        {
          id: `${group.id}-cause-${i + 1}-incidence`,
          label: `Incidence at ${landmarkText(found)}, ${causeLabel(found, cause)}, ${group.label}`,
          definition: `Aalen–Johansen probability that this event has come by then, before any other. ${percent(found)} log-log limits.`,
          quantity: incidenceQuantity(group, i, found),
        },
      ]),
      {
        id: `${group.id}-naive`,
        label: `1 − Kaplan–Meier at ${landmarkText(found)}, ${causeLabel(found, params.eventValue)}, ${group.label}`,
        definition:
          'With competing events taken as censored: the incidence if they could not happen and were independent. Shown beside the incidence because it is often reported in its place.',
        quantity: naiveQuantity(group, found),
      },
    ]),
    ...(groups.length < 2
      ? []
      : causes.flatMap((cause, i): Value[] => {
          const test = tests[i];
          const none: Quantity = { unavailable: 'this event did not come while patients of two groups were at risk' };
          const definition = `Gray's test that the cumulative incidence of this event is the same in all groups${stratified(found)} (rho 0)${test ? `; ${counted(test.degreesOfFreedom, 'degree')} of freedom` : ''}.`;
          return [
            {
              id: `cause-${i + 1}-chi-square`,
              label: `Gray's test, ${causeLabel(found, cause)}, χ²`,
              definition,
              quantity: test ? { estimate: test.chiSquare } : none,
            },
            {
              id: `cause-${i + 1}-p`,
              label: `Gray's test, ${causeLabel(found, cause)}, p`,
              definition: `${definition} Upper tail of χ².`,
              quantity: test ? { estimate: test.p } : none,
            },
          ];
        })),
  ];
}

export const stratified = ({ params }: Incidences): string =>
  params.stratum === '' ? '' : `, stratified by ${params.stratum}`;

export function incidenceTable(found: Incidences): FigureTable {
  const share = (value: number): string => value.toFixed(3);
  return {
    title: `Incidence at ${landmarkText(found)}`,
    columns: [
      'Group',
      'Event',
      'Patients',
      'Events',
      `Incidence (${percent(found)} CI)`,
      '1 − Kaplan–Meier',
      ...(found.groups.length > 1 ? ["Gray's test, p"] : []),
    ],
    rows: found.groups.flatMap((group) =>
      found.causes.map((cause, i) => [
        group.label,
        causeLabel(found, cause),
        group.patients,
        sumOf(group.curves[i]?.events),
        quantityText(incidenceQuantity(group, i, found), share),
        i === 0 ? quantityText(naiveQuantity(group, found), share) : null,
        ...(found.groups.length > 1 ? [pCell(found, i)] : []),
      ]),
    ),
  };
}

function pCell({ tests }: Incidences, cause: number): number | null {
  const test = tests[cause];
  return test ? Number(test.p.toPrecision(6)) : null;
}
