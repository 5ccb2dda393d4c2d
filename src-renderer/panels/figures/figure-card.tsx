import { useIntersection } from '@mantine/hooks';
import { Link } from 'wouter';
import { formatTime } from '#renderer/components/format.ts';
import { UntrainedTag } from '#renderer/components/tag.tsx';
import { FigureView } from '#renderer/figures/figure-view.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import type { FigureRecord } from '#shared/domain/entities.ts';
import type { Figure } from '#shared/figure.ts';
import classes from './figures.module.css';

/** A kept figure in small, drawn once it is in sight. */
export function FigureCard({ record }: { record: FigureRecord }) {
  const { ref, entry } = useIntersection({ rootMargin: '200px' });
  const figure = useCall('figures.get', entry?.isIntersecting ? { figureId: record.id } : null, { keepPrevious: true })
    .data?.figure;
  return (
    <li ref={ref}>
      <Link className={classes.card} href={`/figures/${record.cohortId}/${record.id}`}>
        <div className={classes.thumbnail} aria-hidden inert>
          {figure && (
            <div className={classes.shrunk} style={{ transform: `translate(-50%, -50%) scale(${shrinkage(figure)})` }}>
              <FigureView figure={figure} mode="screen" />
            </div>
          )}
        </div>
        <span className={classes.name}>{record.title}</span>
        <span className={classes.when}>
          {record.statisticId} · {formatTime(record.createdAt)} <UntrainedTag trained={!record.untrained} />
        </span>
        {figure?.warnings.map((warning) => (
          <span key={warning} className={classes.warning} title={warning}>
            {warning}
          </span>
        ))}
      </Link>
    </li>
  );
}

/** Pixels: the width at which a figure is drawn, and the box in which it is shown. */
const drawnWidth = 460;
const box = { width: 325, height: 256 };

const shrinkage = ({ sizeMm }: Figure): number =>
  Math.min(box.width / drawnWidth, box.height / ((drawnWidth * sizeMm.height) / sizeMm.width));
