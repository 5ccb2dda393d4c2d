import { Button, SegmentedControl } from '@mantine/core';
import { IconCheck, IconHelpCircle, IconLayoutGrid, IconMessageQuestion, IconScan, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { useLocation } from 'wouter';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { countOf, formatCount } from '#renderer/components/format.ts';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Pager } from '#renderer/components/pager.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { setHelpOpen } from '#renderer/state/layout.ts';
import { describeError } from '#renderer/state/notices.ts';
import { useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Cohort, ReviewState } from '#shared/domain/entities.ts';
import { mirroredSeed } from '#shared/imaging/seed-flags.ts';
import classes from './seed-wall.module.css';
import { cardsPerPage, type Shown, useSeedCheck, useWall } from './use-wall.ts';
import { WallCard } from './wall-card.tsx';

const tabs: readonly { value: Shown; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'flagged', label: 'Flagged' },
  { value: 'unreviewed', label: 'Not reviewed' },
  { value: 'queried', label: 'Queried' },
  { value: 'excluded', label: 'Excluded' },
];

/** The seeds of a cohort as a wall of cards, worked through by keys. */
export function SeedWall({ cohort }: { cohort: Cohort }) {
  const [, navigate] = useLocation();
  const readOnly = useReadOnly();
  const { wall, rows, show, offset, at, selected, ...pick } = useWall(cohort.id);
  const counts = wall.data?.counts;
  const check = useSeedCheck(cohort.id, counts?.unchecked ?? 0);
  const grid = useRef<HTMLDivElement>(null);
  const curate = useSend('lesions.curate');
  const move = useSend('lesions.setSeed');
  const busy = readOnly || curate.isPending || selected.size === 0;

  const chosen = rows.filter(({ lesion }) => selected.has(lesion.id));
  const swapped = chosen.filter(({ flags }) => flags.some(({ kind }) => kind === 'swapped-axes'));
  const apply = (change: { review?: ReviewState; excluded?: boolean }) => {
    if (busy) return;
    curate.mutate({ lesionIds: [...selected], change });
    const stays = show === 'all' || (show === 'flagged' && change.excluded === undefined);
    if (stays && selected.size === 1) pick.go(at + 1);
  };
  const allExcluded = chosen.length > 0 && chosen.every(({ lesion }) => lesion.excluded);
  const open = (index: number) => {
    const lesion = rows[index]?.lesion;
    if (lesion) navigate(`/viewer/${lesion.scanId}/${lesion.id}`);
  };
  const nextFlagged = () => {
    const next = rows.findIndex(({ flags }, index) => index > at && flags.length > 0);
    if (next >= 0) pick.go(next);
    else if (offset + cardsPerPage < (wall.data?.total ?? 0)) pick.turnTo(offset + cardsPerPage);
  };
  const actions: Readonly<Record<string, () => void>> = {
    a: () => apply({ review: 'accepted' }),
    x: () => apply({ excluded: !allExcluded }),
    q: () => apply({ review: 'queried' }),
    m: () => open(at),
    Enter: () => open(at),
    n: nextFlagged,
    ' ': () => pick.toggle(at),
    Home: () => pick.go(0),
    End: () => pick.go(rows.length - 1),
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepOf(event.key, grid.current);
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (step === 0 && !action) return;
    event.preventDefault();
    if (step !== 0) pick.go(at + step, event.shiftKey);
    else action?.();
  };

  if (wall.error) return <Failed message={describeError(wall.error).message} onRetry={() => void wall.refetch()} />;
  if (!counts) return <Pending label="Reading the seeds" />;
  if (counts.all === 0)
    return (
      <EmptyPage
        icon={IconLayoutGrid}
        title="No seeds yet"
        description="Import scans with seed points or contours first."
      >
        <Button onClick={() => navigate(`/cohorts/${cohort.id}`)}>Go to the cohort</Button>
      </EmptyPage>
    );
  return (
    <>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label="Seeds shown"
          data={tabs.map(({ value, label }) => ({ value, label: `${label} ${formatCount(counts[value])}` }))}
          value={show}
          onChange={(value) => pick.choose(value as Shown)}
        />
        <div className={classes.space} />
        <Pager what="seeds" offset={offset} step={cardsPerPage} total={wall.data?.total ?? 0} onOffset={pick.turnTo} />
        <IconButton icon={IconHelpCircle} label="Keys" onClick={() => setHelpOpen(true)} />
      </div>
      <div className={classes.bar}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconCheck size={14} aria-hidden />}
          disabled={busy}
          onClick={() => apply({ review: 'accepted' })}
        >
          Accept
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconMessageQuestion size={14} aria-hidden />}
          disabled={busy}
          onClick={() => apply({ review: 'queried' })}
        >
          Query
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconX size={14} aria-hidden />}
          disabled={busy}
          onClick={() => apply({ excluded: !allExcluded })}
        >
          {allExcluded ? 'Include' : 'Exclude'}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconScan size={14} aria-hidden />}
          disabled={rows.length === 0}
          onClick={() => open(at)}
        >
          Open in the viewer
        </Button>
        {swapped.length > 0 && (
          <Button
            size="compact-sm"
            disabled={busy || move.isPending}
            onClick={() => {
              for (const { lesion } of swapped)
                move.mutate({ lesionId: lesion.id, seedMm: mirroredSeed(lesion.seedMm) });
            }}
          >
            Turn the signs of x and y
          </Button>
        )}
        <span>{countOf(selected.size, 'seed')} picked</span>
        <div className={classes.space} />
        <Button
          size="compact-sm"
          variant="default"
          disabled={readOnly || counts.unchecked === 0}
          loading={check.isRunning}
          onClick={check.start}
        >
          {counts.unchecked === 0 ? 'All checked' : `Check ${countOf(counts.unchecked, 'seed')}`}
        </Button>
      </div>
      <div
        ref={grid}
        className={classes.grid}
        role="listbox"
        aria-label={`Seeds of ${cohort.name}`}
        aria-multiselectable
        aria-activedescendant={rows[at] ? `seed-${rows[at].lesion.id}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {rows.map((row, index) => (
          <WallCard
            key={row.lesion.id}
            row={row}
            selected={selected.has(row.lesion.id)}
            current={index === at}
            onPick={(event) => {
              grid.current?.focus();
              if (event.ctrlKey || event.metaKey) pick.toggle(index);
              else pick.go(index, event.shiftKey);
            }}
            onOpen={() => open(index)}
          />
        ))}
      </div>
    </>
  );
}

/** Cards that an arrow key moves by: as many as stand side by side for up and down. */
function stepOf(key: string, grid: HTMLElement | null): number {
  if (key === 'ArrowRight') return 1;
  if (key === 'ArrowLeft') return -1;
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return 0;
  const columns = grid ? getComputedStyle(grid).gridTemplateColumns.split(' ').length : 1;
  return key === 'ArrowDown' ? columns : -columns;
}
