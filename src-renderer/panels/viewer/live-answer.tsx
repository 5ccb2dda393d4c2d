import { Progress, Select } from '@mantine/core';
import { Note } from '#renderer/components/note.tsx';
import { Pending } from '#renderer/components/pending.tsx';
import { UntrainedTag } from '#renderer/components/tag.tsx';
import { describeError } from '#renderer/state/notices.ts';
import type { Run } from '#shared/domain/entities.ts';
import type { RunId } from '#shared/domain/ids.ts';
import type { useExamine } from './use-examine.ts';
import classes from './viewer-page.module.css';

interface LiveAnswerProps {
  runs: readonly Run[];
  runId: RunId | null;
  onRun: (runId: RunId | null) => void;
  examined: ReturnType<typeof useExamine>;
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** What a biomarker says of the seed in view, and how far that depends on where exactly the seed is. */
export function LiveAnswer({ runs, runId, onRun, examined }: LiveAnswerProps) {
  const { cube, answer, isAnswering, isSpreading, error } = examined;
  return (
    <section className={classes.section} aria-live="polite">
      <h2 className={classes.heading}>The model’s answer here</h2>
      {runs.length === 0 ? (
        <p className={classes.dim}>No biomarker is trained on this cohort yet.</p>
      ) : (
        <Select<RunId>
          aria-label="Biomarker"
          placeholder="No biomarker"
          clearable
          data={runs.map(({ id, name }) => ({ value: id, label: name }))}
          value={runId}
          onChange={onRun}
        />
      )}
      {error && <Note tone="bad">{describeError(error).message}</Note>}
      {cube && cube.flags.length > 0 && (
        <Note tone="warn">
          <ul>
            {cube.flags.map(({ kind, message }) => (
              <li key={kind + message}>{message}</li>
            ))}
          </ul>
        </Note>
      )}
      {answer && (
        <>
          <dl className={classes.answer}>
            {answer.classes.map((name, index) => {
              const probability = answer.probabilities[index] ?? 0;
              const { spread } = answer;
              return (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{percent(probability)}</dd>
                  <Progress value={100 * probability} size="sm" aria-label={`${name}: ${percent(probability)}`} />
                  {spread && (
                    <span className={classes.dim}>
                      {percent(spread.low[index] ?? 0)} to {percent(spread.high[index] ?? 0)}, SD{' '}
                      {percent(spread.sd[index] ?? 0)}
                    </span>
                  )}
                </div>
              );
            })}
          </dl>
          <p className={classes.dim}>
            <UntrainedTag trained={answer.trained} />{' '}
            {answer.spread
              ? `95 % of ${answer.spread.draws} seeds displaced by a normal of SD 4 mm per axis. `
              : isSpreading
                ? 'Displacing the seed… '
                : ''}
            {answer.engine}
          </p>
        </>
      )}
      {!answer && isAnswering && runId !== null && <Pending rows={2} label="Asking the model" />}
    </section>
  );
}
