import type { FigureSelection } from '#renderer/figures/figure-panel.tsx';
import { FigureView } from '#renderer/figures/figure-view.tsx';
import type { Figure } from '#shared/figure.ts';
import { CopyText } from './copy-text.tsx';
import classes from './figure-report.module.css';
import { formatNumber } from './format.ts';
import { GridTable } from './grid-table.tsx';
import { Note } from './note.tsx';
import { Card } from './page.tsx';
import { ValueTable } from './value-table.tsx';

/** Up to this width on paper a figure stands beside its numbers, else above them. */
const oneColumnMm = 100;

interface FigureReportProps {
  figure: Figure;
  onSubject?: (lesionId: number) => void;
  selection?: FigureSelection;
}

/** A figure with all that belongs to it: warnings, drawing, numbers, tables, and the texts for a manuscript. */
export function FigureReport({ figure, onSubject, selection }: FigureReportProps) {
  return (
    <>
      {figure.warnings.length > 0 && (
        <Note tone="warn">
          {figure.warnings.length === 1 ? (
            figure.warnings[0]
          ) : (
            <ul>
              {figure.warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          )}
        </Note>
      )}
      <div className={classes.columns} data-wide={figure.sizeMm.width > oneColumnMm || undefined}>
        {figure.panels.length > 0 && (
          <div className={classes.drawingColumn}>
            <Card>
              <div
                className={classes.drawing}
                style={{ maxWidth: `max(300px, ${(68 * figure.sizeMm.width) / figure.sizeMm.height}vh)` }}
              >
                <FigureView
                  figure={figure}
                  mode="screen"
                  {...(onSubject ? { onSubject } : {})}
                  {...(selection ? { selection } : {})}
                />
              </div>
            </Card>
          </div>
        )}
        <div className={classes.textColumn}>
          {figure.values.length > 0 && (
            <Card title="Values">
              <ValueTable values={figure.values} label={`Values of ${figure.title}`} />
            </Card>
          )}
          <Card title="For the manuscript">
            <ManuscriptText title="Legend" text={figure.caption} what="legend" />
            <ManuscriptText title="Methods" text={figure.methods} what="methods sentence" />
          </Card>
        </div>
      </div>
      {figure.tables.map((table) => (
        <Card key={table.title} title={table.title}>
          <GridTable
            label={table.title}
            columns={table.columns.map((label, index) => ({
              id: `${index} ${label}`,
              label,
              ...(isNumeric(table.rows, index) ? { align: 'right' } : {}),
            }))}
            rows={table.rows.map((row, id) => ({
              id,
              cells: row.map((cell) => (typeof cell === 'number' ? formatNumber(cell) : cell)),
            }))}
          />
        </Card>
      ))}
    </>
  );
}

const isNumeric = (rows: Figure['tables'][number]['rows'], column: number): boolean =>
  rows.every((row) => typeof row[column] === 'number' || row[column] === null);

function ManuscriptText({ title, text, what }: { title: string; text: string; what: string }) {
  if (text === '') return null;
  return (
    <div className={classes.text}>
      <div>
        <h3>{title}</h3>
        <p>{text}</p>
      </div>
      <CopyText text={text} what={what} />
    </div>
  );
}
