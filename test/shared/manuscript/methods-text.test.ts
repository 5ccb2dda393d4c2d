import { describe, expect, it } from 'vitest';
import { referTo } from '#shared/manuscript/manuscript-item.ts';
import { mergeSentences } from '#shared/manuscript/merge-sentences.ts';
import { composeMethods } from '#shared/manuscript/methods-text.ts';
import { sectionsToMarkdown } from '#shared/manuscript/sections.ts';
import type { StudyRecord } from '#shared/manuscript/study-record.ts';
import { bare, biomarker, encoder, items, study } from './study.ts';

const textOf = (record: StudyRecord, of = items) => sectionsToMarkdown('Methods', composeMethods(record, of));
const paragraphs = (heading: string, record = study, of = items) =>
  composeMethods(record, of)
    .find((one) => one.heading === heading)
    ?.paragraphs.join('\n');

describe('the Methods of a study', () => {
  it('has its sections in the order of a journal', () => {
    expect(composeMethods(study, items).map(({ heading }) => heading)).toEqual([
      'Cohort',
      'Images and preprocessing',
      'Features',
      'Endpoints',
      'Splits',
      'Biomarkers',
      'Statistical analysis',
      'Software',
      'Not stated by the app',
    ]);
  });

  it('counts patients, scans, lesions, losses and missing values', () => {
    expect(paragraphs('Cohort')).toBe(
      [
        'The cohort “Lung” comprised 10 patients with 9 scans and 12 lesions (at most 2 in one patient). 1 patient had no scan. 1 lesion was excluded by a reader.',
        'Clinical variables were age (years) and stage. Values were missing of stage in 3 patients; none was imputed.',
        'Gene expression (log2(TPM + 1)) of 200 genes was available for 8 patients.',
      ].join('\n'),
    );
    expect(paragraphs('Endpoints')).toBe(
      'Alive. The endpoint was being alive 730 days after time zero. Between import and analysis were left out: 1 patient (no CT). 11 lesions of 9 patients were analysed.',
    );
  });

  it('tells formats, spacing, sources of the seeds, the cube and warnings', () => {
    const text = paragraphs('Images and preprocessing');
    expect(text).toContain('DICOM series (8 scans) and NIfTI, NRRD or MetaImage volumes (1 scan)');
    expect(text).toContain('The modality was CT in 8 scans. The files of 1 scan do not state a modality.');
    expect(text).toContain(
      'spacing was between 0.6 and 0.98 mm and the distance between slices was between 1 and 3 mm',
    );
    expect(text).toContain('(10 lesions) and a point placed by a reader in the viewer (1 lesion)');
    expect(text).toContain('profile exact-v1');
    expect(text).toContain('warnings about 1 scan at import and the cubes of 2 lesions');
  });

  it('says plainly that an encoder is untrained, and of a trained one nothing of the kind', () => {
    const untrained = { ...study, encoders: [{ ...encoder, trained: false }] };
    expect(paragraphs('Features', untrained)).toContain('it was trained on no data');
    expect(paragraphs('Features')).not.toMatch(/random|untrained/);
    expect(paragraphs('Features')).toContain(`184,932 parameters; SHA-256 of the weights ${'a'.repeat(64)}`);
    expect(paragraphs('Features')).toContain('Licence: CC BY 4.0. Provenance: Pre-trained on CT lesions.');
  });

  it('gives seed, shares and strata of the split, and search, choice and threshold of the biomarkers', () => {
    expect(paragraphs('Splits')).toContain(
      '(seed 2024, stratified by the endpoint “Alive”) to training, tuning and test in shares of 50%, 25% and 25%, which gave 5, 2 and 3 patients',
    );
    const text = paragraphs('Biomarkers');
    expect(text).toContain('among 20 values evenly spaced in log C from 0.000001 to 1000 by the AUC');
    expect(text).toContain('also trained on 20% of the training');
    expect(text).toContain('displaced 50 times by a normal deviate of variance 16 mm² along each axis (seed 7)');
    expect(text).not.toContain('multinomial');
    const [table] = composeMethods(study, items).flatMap(({ tables }) => tables);
    expect(table?.rows[1]).toEqual(['Survival, a fifth', 'Alive', 'Foundation', 20, 42, 0.1, 0.47, '5, 2, 3']);
  });

  it('speaks of a multinomial model without a threshold where there are more classes', () => {
    const text = paragraphs('Biomarkers', {
      ...study,
      biomarkers: [
        {
          ...biomarker,
          classCount: 3,
          threshold: null,
          search: { ...biomarker.search, size: 1, range: { low: 1, high: 1 } },
        },
      ],
    });
    expect(text).toContain('multinomial');
    expect(text).toContain('C, was fixed at 1.');
    expect(text).not.toMatch(/threshold|smaller shares/);
  });

  it('groups statistics with the figures that show them, each sentence once', () => {
    expect(paragraphs('Statistical analysis')).toBe(
      [
        'Classification (Figs. 1 and 2). AUC with a 95% interval over 45 and 42 patients (9999 resamples, seed 42).',
        'Survival (Fig. 3). Survival was estimated by Kaplan–Meier. A year is 365.25 days.',
        'Cohort (Table 1). Medians were given.',
        'Random draws came from a seeded generator (seed 42) and can be repeated.',
      ].join('\n'),
    );
  });

  it('names versions, and leaves to the authors what only they know', () => {
    expect(paragraphs('Software')).toContain('Seedpoint 1.2.3 on Node.js 24.0.0');
    for (const place of ['ethics approval', 'scanner and protocol', 'significance level']) {
      expect(paragraphs('Not stated by the app')).toContain(`[${place}]: `);
    }
  });

  it('claims nothing that was not done', () => {
    const text = textOf(bare, []).split('## Not stated')[0];
    expect(text).toContain('The cohort was kept with Seedpoint 1.2.3');
    expect(text).toContain('No features were extracted.');
    expect(text).toContain('No biomarker was trained.');
    expect(text).toContain('No statistic was computed.');
    expect(text).not.toMatch(/logistic|receipt|resampl|standardised|cube|seed|HU/);
  });

  it('never prints a hole', () => {
    for (const record of [study, bare])
      expect(textOf(record)).not.toMatch(/undefined|NaN|null|\[object|Infinity| {2}|\.\./);
  });
});

describe('sentences of several statistics', () => {
  it('are joined where one number differs, and stand beside each other where more do', () => {
    expect(
      mergeSentences(['Over 45 patients, seed 42.', 'Over 42 patients, seed 42.', 'Over 45 patients, seed 42.']),
    ).toBe('Over 45 and 42 patients, seed 42.');
    expect(mergeSentences(['Over 45 patients, seed 1.', 'Over 42 patients, seed 2.'])).toBe(
      'Over 45 patients, seed 1. Over 42 patients, seed 2.',
    );
    expect(mergeSentences(['One thing. Another.', 'Another. A third at 0.5.'])).toBe(
      'One thing. Another. A third at 0.5.',
    );
  });
});

it('figures of one kind are referred to together', () => {
  expect(referTo(['Fig. 1', 'Fig. 3', 'Extended Data Table 2', 'Extended Data Table 4', 'Table 1'])).toBe(
    'Figs. 1 and 3; Extended Data Tables 2 and 4; Table 1',
  );
});
