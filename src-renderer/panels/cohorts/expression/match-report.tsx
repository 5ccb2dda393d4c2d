import { countOf, formatCount, formatNumber } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { Note } from '#renderer/components/note.tsx';
import type { ExpressionPreview } from '#shared/contract/biology.ts';

const columns = [
  { id: 'what', label: 'In the file' },
  { id: 'count', label: 'Count', align: 'right' as const },
  { id: 'detail', label: 'What becomes of them' },
];

/** What matches, what does not, and a few names by which to see why. */
export function MatchReport({ preview }: { preview: ExpressionPreview }) {
  const { report, geneNames, unmatchedNames, warnings } = preview;
  const line = (id: string, what: string, count: number, detail: string) => ({
    id,
    cells: [what, formatCount(count), detail],
  });
  const loosely = report.matchedLoosely === 0 ? '' : `, ${report.matchedLoosely} of them ignoring case and spaces`;
  const rows = [
    line('genes', 'Genes', report.genes, `imported: ${listed(geneNames, report.genes)}`),
    ...(report.repeatedGenes > 0
      ? [line('repeated', 'Repeated genes', report.repeatedGenes, 'left out: the one of highest mean stays')]
      : []),
    ...(report.emptyGenes > 0 ? [line('empty', 'Genes without name or numbers', report.emptyGenes, 'left out')] : []),
    line('matched', 'Samples of this cohort', report.matched, `imported, one per patient${loosely}`),
    ...(report.unmatched > 0
      ? [
          line(
            'unmatched',
            'Samples not in this cohort',
            report.unmatched,
            `left out: ${listed(unmatchedNames, report.unmatched)}`,
          ),
        ]
      : []),
    ...(report.repeatedSamples > 0
      ? [line('again', 'Further samples of a patient', report.repeatedSamples, 'left out: the first stays')]
      : []),
    ...(report.missingCells > 0
      ? [line('missing', 'Values missing', report.missingCells, 'left out pair by pair in correlations')]
      : []),
  ];
  return (
    <>
      <GridTable label="What the file holds" columns={columns} rows={rows} />
      <Note>
        {countOf(report.patientsWithout, 'patient')} of this cohort {report.patientsWithout === 1 ? 'has' : 'have'} no
        sample.
        {report.minimum !== null &&
          report.maximum !== null &&
          ` Values from ${formatNumber(report.minimum)} to ${formatNumber(report.maximum)}.`}
      </Note>
      {warnings.length > 0 && (
        <Note tone="warn">
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Note>
      )}
    </>
  );
}

const listed = (names: readonly string[], count: number): string =>
  `${names.join(', ')}${count > names.length ? ', …' : ''}`;
