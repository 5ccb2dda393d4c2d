import { type StatisticGroup, statisticGroups } from '../statistics/statistic.ts';
import { counted } from '../statistics/wording.ts';
import { biomarkerText, splitParagraphs } from './biomarker-text.ts';
import { featureParagraphs, imageParagraphs } from './image-text.ts';
import { type ManuscriptItem, referTo } from './manuscript-item.ts';
import { mergeSentences } from './merge-sentences.ts';
import { listed, type Section, section, unique } from './sections.ts';
import type { StudyRecord } from './study-record.ts';

/** The Methods of a manuscript: only what was done, from the record of the study and the statistics that were computed. */
export function composeMethods(record: StudyRecord, items: readonly ManuscriptItem[]): Section[] {
  const biomarkers = biomarkerText(record);
  return [
    section('Cohort', cohortParagraphs(record)),
    section('Images and preprocessing', imageParagraphs(record)),
    section('Features', featureParagraphs(record)),
    section('Endpoints', endpointParagraphs(record)),
    section('Splits', splitParagraphs(record)),
    section('Biomarkers', biomarkers.paragraphs, biomarkers.tables),
    section('Statistical analysis', statisticsParagraphs(items)),
    section('Software', softwareParagraphs(record, items)),
    section('Not stated by the app', [
      'The authors complete:',
      ...unknown.map(([what, place]) => `[${place}]: ${what}`),
    ]),
  ];
}

function cohortParagraphs({ cohort, expression }: StudyRecord): string[] {
  const { patients, patientsWithScan, scans, lesions, excludedLesions, criteria, mostLesions, columns } = cohort;
  const spread = mostLesions > 1 ? ` (at most ${mostLesions} in one patient)` : '';
  const without = patients - patientsWithScan;
  const names = columns.map(({ name, unit }) => (unit === null ? name : `${name} (${unit})`));
  const missing = columns.filter((column) => column.missing > 0).map((column) => `${column.name} in ${column.missing}`);
  return [
    [
      `The cohort “${cohort.name}” comprised ${counted(patients, 'patient')} with ${counted(scans, 'scan')} and ${counted(lesions, 'lesion')}${spread}.`,
      without > 0 ? `${counted(without, 'patient')} had no scan.` : '',
      criteria.length > 0
        ? `Criteria were asked in this order, each of the lesions that met those before: ${listed(criteria.map(({ label, lesionsOut, patientsOut }) => `“${label}” (left out ${counted(lesionsOut, 'lesion')}${patientsOut > 0 ? ` and with them ${counted(patientsOut, 'patient')}` : ''})`))}.`
        : '',
      excludedLesions > 0
        ? `${counted(excludedLesions, 'lesion')} ${excludedLesions === 1 ? 'was' : 'were'} excluded by a reader.`
        : '',
    ]
      .filter((text) => text !== '')
      .join(' '),
    names.length > 0
      ? `Clinical variables were ${listed(names)}. ${missing.length > 0 ? `Values were missing of ${listed(missing)} patients; none was imputed.` : 'No value was missing.'}`
      : 'No clinical variable was imported.',
    expression
      ? `Gene expression (${expression.unit}) of ${counted(expression.genes, 'gene')} was available for ${counted(expression.patients, 'patient')}.`
      : '',
  ];
}

function endpointParagraphs({ endpoints }: StudyRecord): string[] {
  if (endpoints.length === 0) return ['No endpoint was predicted.'];
  return endpoints.map(({ name, definition, flow }) => {
    const left = flow
      .flatMap((stage) => stage.left)
      .map(({ reason, count, unit }) => `${counted(count, unit)} (${reason})`);
    const analysed = flow.at(-1);
    const lesions = analysed?.lesions ?? 0;
    return [
      `${name}. ${definition}`,
      left.length > 0 ? `Between import and analysis were left out: ${left.join(', ')}.` : '',
      analysed ? `${counted(lesions, 'lesion')} of ${counted(analysed.patients, 'patient')} were analysed.` : '',
    ]
      .filter((text) => text !== '')
      .join(' ');
  });
}

/** Beside the groups, in the order of the shelf: which figures and tables the sentences are about. */
function statisticsParagraphs(items: readonly ManuscriptItem[]): string[] {
  const paragraphs = statisticGroups.flatMap((group) => groupParagraph(items, group));
  if (paragraphs.length === 0) return ['No statistic was computed.'];
  const seeds = unique(
    items.flatMap(({ parts }) =>
      parts.flatMap(({ seed, methods }) => (seed !== null && /\bseed\b/.test(methods) ? [String(seed)] : [])),
    ),
  );
  return [
    ...paragraphs,
    seeds.length > 0
      ? `Random draws came from a seeded generator (${seeds.length === 1 ? 'seed' : 'seeds'} ${listed(seeds)}) and can be repeated.`
      : '',
  ];
}

function groupParagraph(items: readonly ManuscriptItem[], group: StatisticGroup): string[] {
  const holding = items.filter(({ parts }) => parts.some((part) => part.group === group && part.methods !== ''));
  const methods = holding
    .flatMap(({ parts }) => parts.filter((part) => part.group === group))
    .map((part) => part.methods);
  const text = mergeSentences(methods);
  return text === '' ? [] : [`${group} (${referTo(holding.map(({ number }) => number))}). ${text}`];
}

function softwareParagraphs(record: StudyRecord, items: readonly ManuscriptItem[]): string[] {
  const { appVersion, nodeVersion, codeSha256 } = record.software;
  const computed = [
    ...(record.encoders.length > 0 ? ['patches', 'features'] : []),
    ...(record.biomarkers.length > 0 ? ['biomarkers'] : []),
    ...(items.length > 0 ? ['statistics'] : []),
  ];
  const done = computed.length > 0 ? listed(computed) : 'the cohort';
  return [
    `${done[0]?.toUpperCase()}${done.slice(1)} ${computed.length > 0 ? 'were computed' : 'was kept'} with Seedpoint ${appVersion} on Node.js ${nodeVersion} (SHA-256 of the computing code ${codeSha256}).`,
    items.length > 0
      ? 'A receipt beside each figure and table holds its parameters, seeds and the fingerprints of data, model and code; the command “seedpoint reproduce” recomputes it from the workspace and says what differs.'
      : '',
  ];
}

/** What the app cannot know. */
const unknown: readonly (readonly [what: string, placeholder: string])[] = [
  ['committee, number, and consent or its waiver', 'ethics approval'],
  ['centres, kind of care, retrospective or prospective', 'study design and setting'],
  ['first and last inclusion, end of follow-up', 'dates'],
  ['inclusion and exclusion criteria, and how patients were found', 'eligibility'],
  ['make and model, tube voltage, kernel, contrast', 'scanner and protocol'],
  ['before and after imaging', 'treatment'],
  ['where follow-up begins; who ascertained the endpoint and what they knew', 'time zero and reference standard'],
  ['who contoured the lesions or placed the seed points, with which experience, and what they knew', 'readers'],
  ['why this many patients', 'sample size'],
  ['the level at which a p value counts, and which comparisons were planned', 'significance level'],
  ['registration, funding, competing interests, access to data and code', 'open science'],
];
