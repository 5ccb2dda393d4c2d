import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api, type CallOutput } from '#renderer/api.ts';
import { Tag, type Tone } from '#renderer/components/tag.tsx';
import { describeError } from '#renderer/state/notices.ts';
import type { Lesion } from '#shared/domain/entities.ts';
import type { SeedFlagKind } from '#shared/domain/seed-check.ts';
import { drawWall, suitableRange } from './draw-wall.ts';
import classes from './seed-wall.module.css';

export type WallRow = CallOutput<'seeds.wall'>['rows'][number];

const flagNames: Record<SeedFlagKind, string> = {
  'outside-mask': 'outside the outline',
  border: 'beyond the scan',
  'swapped-axes': 'axes swapped?',
  'larger-than-cube': 'larger than 50 mm',
  duplicate: 'duplicate?',
  empty: 'empty',
  unreadable: 'unreadable',
};
const reviewTones: Record<Lesion['review'], Tone> = { unreviewed: 'neutral', accepted: 'good', queried: 'info' };

interface WallCardProps {
  row: WallRow;
  selected: boolean;
  /** The one that keys act from. */
  current: boolean;
  onPick: (event: React.MouseEvent) => void;
  onOpen: () => void;
}

export const lesionName = ({ patientCode, number }: Lesion): string => `${patientCode}, lesion ${number}`;

/** One seed: its cube in three planes, what may be wrong with it, and what was said of it. */
export function WallCard({ row: { lesion, flags, checkedAt }, selected, current, onPick, onOpen }: WallCardProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const state = lesion.excluded ? 'excluded' : lesion.review;
  return (
    <div
      ref={element}
      id={`seed-${lesion.id}`}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-label={[lesionName(lesion), state, ...flags.map(({ message }) => message)].join('. ')}
      className={classes.card}
      data-current={current || undefined}
      data-excluded={lesion.excluded || undefined}
      onClick={onPick}
      onDoubleClick={onOpen}
      onKeyDown={() => undefined}
    >
      <WallPicture lesion={lesion} checkedAt={checkedAt} />
      <div className={classes.line}>
        <strong>{lesionName(lesion)}</strong>
        <span className={classes.roi}>{lesion.roi}</span>
        <Tag tone={lesion.excluded ? 'warn' : reviewTones[lesion.review]}>{state}</Tag>
      </div>
      <ul className={classes.flags}>
        {flags.map(({ kind, message }) => (
          <li key={kind} title={message}>
            <Tag tone={kind === 'border' || kind === 'larger-than-cube' ? 'warn' : 'bad'}>{flagNames[kind]}</Tag>
            <span>{message}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function WallPicture({ lesion, checkedAt }: { lesion: Lesion; checkedAt: string | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const volume = useQuery({
    queryKey: ['volume', 'wall', lesion.id, lesion.seedMm, checkedAt],
    queryFn: () => api.volume(`wall-${lesion.id}`),
    gcTime: 60_000,
    retry: false,
  });
  const planes = volume.data?.data;
  useEffect(() => {
    const element = canvas.current;
    if (!element || !planes) return;
    const range = suitableRange(planes);
    const draw = () => drawWall(element, planes, range);
    const watcher = new ResizeObserver(draw);
    watcher.observe(element);
    draw();
    return () => watcher.disconnect();
  }, [planes]);
  if (volume.error) return <p className={classes.broken}>{describeError(volume.error).message}</p>;
  return <canvas ref={canvas} className={classes.picture} aria-hidden />;
}
