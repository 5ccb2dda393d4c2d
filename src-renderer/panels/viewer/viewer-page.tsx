import { Button, Select, Slider, Switch } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { CallOutput } from '#renderer/api.ts';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Page } from '#renderer/components/page.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import { initialViewerState } from '#renderer/viewer/viewer-state.ts';
import type { Scan } from '#shared/domain/entities.ts';
import type { LesionId, RunId, SaliencyId, ScanId } from '#shared/domain/ids.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { ComparePane } from './compare-pane.tsx';
import { offsetMm } from './linked-state.ts';
import { LiveAnswer } from './live-answer.tsx';
import { ScanPane } from './scan-pane.tsx';
import { SeedSection } from './seed-section.tsx';
import { SimilarLesions } from './similar-lesions.tsx';
import { useExamine } from './use-examine.ts';
import { useMasks, useSaliency } from './use-overlays.ts';
import { useScanFeed } from './use-scan-feed.ts';
import classes from './viewer-page.module.css';

/** Displaced seeds behind the spread of an answer. */
const draws = 20;

const scanName = ({ number, description, acquiredOn }: Scan): string =>
  [`Scan ${number}`, description, acquiredOn].filter(Boolean).join(', ');

interface ViewerPageProps {
  viewed: CallOutput<'viewer.scan'>;
  /** The lesion that the address names. */
  lesionId: LesionId | null;
}

/** A scan with its lesions, outlines and maps, and what a model says of the seed in view. */
export function ViewerPage({ viewed, lesionId }: ViewerPageProps) {
  const { scan, geometry, lesions, scans, patientCode, patientLabel, cohortId } = viewed;
  const [, navigate] = useLocation();
  const selected = lesions.find(({ id }) => id === lesionId) ?? lesions[0] ?? null;
  const [state, setState] = useState(() => initialViewerState(geometry, selected?.seedMm));
  const [draftMm, setDraftMm] = useState<Vec3 | null>(null);
  const [outlines, setOutlines] = useState(true);
  const [runId, setRunId] = useState<RunId | null>(null);
  const [otherId, setOtherId] = useState<ScanId | null>(null);
  const feed = useScanFeed(scan.id, geometry, selected?.seedMm ?? null);
  const masks = useMasks(lesions, outlines);
  const saliency = useSaliency(selected?.id ?? null);
  const other = useCall('viewer.scan', otherId === null ? null : { scanId: otherId });
  const runs = useCall('runs.list', { cohortId }).data ?? [];
  const sets = useCall('features.list', { cohortId }).data ?? [];
  const seedMm = draftMm ?? selected?.seedMm ?? null;
  const examined = useExamine(seedMm && { scanId: scan.id, seedMm, lesionId: selected?.id ?? null, runId, draws });
  const others = scans.filter(({ id }) => id !== scan.id);

  const select = (id: LesionId) => {
    const lesion = lesions.find((candidate) => candidate.id === id);
    setDraftMm(null);
    if (lesion) setState((old) => ({ ...old, crosshairMm: lesion.seedMm }));
    navigate(`/viewer/${scan.id}/${id}`, { replace: true });
  };
  const seeds = lesions.map((lesion) => ({
    id: String(lesion.id),
    mm: lesion.id === selected?.id && seedMm ? seedMm : lesion.seedMm,
    label: `Lesion ${lesion.number}`,
    kind: 'lesion' as const,
    selected: lesion.id === selected?.id,
    movable: lesion.id === selected?.id,
  }));
  const arrived = Math.floor(100 * feed.share);
  return (
    <Page
      fixed
      title={
        <span className={classes.title}>
          <IconButton icon={IconArrowLeft} label="Back" onClick={() => window.history.back()} />
          {patientCode}, {scanName(scan)}
        </span>
      }
      aside={
        <span>
          {patientLabel}
          {arrived < 100 ? ` · ${arrived} % read` : ''}
        </span>
      }
      actions={
        <>
          {saliency.maps.length > 0 && (
            <Select<SaliencyId>
              aria-label="Saliency map"
              placeholder="No saliency map"
              clearable
              w={210}
              data={saliency.maps.map(({ id, runName, className, current }) => ({
                value: id,
                label: `${runName}: ${className}${current ? '' : ' (old seed)'}`,
              }))}
              value={saliency.chosen}
              onChange={saliency.setChosen}
            />
          )}
          {saliency.chosen !== null && (
            <Slider
              aria-label="Opacity of the saliency map"
              w={90}
              min={0}
              max={1}
              step={0.05}
              label={null}
              value={saliency.opacity}
              onChange={saliency.setOpacity}
            />
          )}
          <Switch label="Outlines" checked={outlines} onChange={(event) => setOutlines(event.currentTarget.checked)} />
          {others.length > 0 && (
            <Select<ScanId>
              aria-label="Compare with"
              placeholder="Compare with…"
              clearable
              w={180}
              data={others.map((candidate) => ({ value: candidate.id, label: scanName(candidate) }))}
              value={otherId}
              onChange={setOtherId}
            />
          )}
          <Button variant="default" onClick={() => navigate(`/seeds/${cohortId}`)}>
            All seeds
          </Button>
        </>
      }
    >
      <div className={classes.layout}>
        <div className={classes.views}>
          <ScanPane
            label={`${patientCode}, scan ${scan.number}`}
            scan={feed}
            state={state}
            onState={setState}
            seeds={seeds}
            masks={masks}
            saliency={saliency.drawn}
            cubeMm={seedMm}
            onSeedMove={(_id, mm) => setDraftMm(mm)}
            onClickPoint={setDraftMm}
            onSelectSeed={(id) => {
              const lesion = lesions.find((candidate) => String(candidate.id) === id);
              if (lesion) select(lesion.id);
            }}
          />
          {other.data && (
            <ComparePane
              key={other.data.scan.id}
              viewed={other.data}
              state={state}
              onState={setState}
              byMm={offsetMm(selected, other.data.lesions)}
            />
          )}
        </div>
        <aside className={classes.side} aria-label="Lesion and answer">
          <SeedSection
            scanId={scan.id}
            lesions={lesions}
            selected={selected}
            draftMm={draftMm}
            onSelect={select}
            onDraftDone={() => setDraftMm(null)}
          />
          <LiveAnswer runs={runs} runId={runId} onRun={setRunId} examined={examined} />
          {selected && <SimilarLesions key={selected.id} lesionId={selected.id} sets={sets} />}
        </aside>
      </div>
    </Page>
  );
}
