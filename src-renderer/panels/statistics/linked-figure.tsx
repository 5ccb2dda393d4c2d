import { Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { FigureReport } from '#renderer/components/figure-report.tsx';
import { SelectionBar } from '#renderer/components/selection-bar.tsx';
import { openLesion } from '#renderer/state/open-lesion.ts';
import { useCuration } from '#renderer/state/use-curation.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { CohortId, LesionId } from '#shared/domain/ids.ts';
import { lesionIdSchema } from '#shared/domain/ids.ts';
import type { Figure } from '#shared/figure.ts';
import { hasSubjects } from './has-subjects.ts';

/** A figure whose marks are lesions: a click opens one in the viewer, a line around several selects them. */
export function LinkedFigure({ figure, cohortId }: { figure: Figure; cohortId: CohortId }) {
  const [selected, setSelected] = useState<ReadonlySet<LesionId>>(new Set());
  const readOnly = useReadOnly();
  const curation = useCuration(cohortId);
  const linked = useMemo(() => hasSubjects(figure), [figure]);
  const selection = {
    selected,
    onAdd: (ids: readonly number[]) => setSelected(new Set([...selected, ...ids.map(asLesion)])),
    onToggle: (id: number) => {
      const next = new Set(selected);
      if (!next.delete(asLesion(id))) next.add(asLesion(id));
      setSelected(next);
    },
  };
  return (
    <>
      {linked && selected.size === 0 && (
        <Text size="xs" c="dimmed">
          A mark is a lesion: click opens it in the viewer. Hold Shift and draw a line around marks to select them.
        </Text>
      )}
      {selected.size > 0 && (
        <SelectionBar
          count={selected.size}
          tags={curation.tags}
          disabled={readOnly || curation.isPending}
          actions={curation.actionsFor([...selected])}
          onClear={() => setSelected(new Set())}
        />
      )}
      <FigureReport figure={figure} onSubject={(id) => void openLesion(asLesion(id))} selection={selection} />
    </>
  );
}

const asLesion = (id: number): LesionId => lesionIdSchema.parse(id);
