import { useState } from 'react';
import { showError } from '#renderer/state/notices.ts';
import { ask } from '#renderer/state/use-call.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import type { LesionView } from './use-lesion-window.ts';

const none: ReadonlySet<LesionId> = new Set();
/** The most of one page of the contract. */
const pageLimit = 500;

/**
 * The lesions that are checked in a table, of any number, in sight or not. A range is asked of the main side, since its
 * rows need not have been fetched.
 */
export function useCheckedLesions(view: LesionView) {
  const [checked, setChecked] = useState<ReadonlySet<LesionId>>(none);
  /** Where a range starts: the row last checked by itself. */
  const [anchor, setAnchor] = useState<number | null>(null);
  const [isReading, setReading] = useState(false);

  const toggle = (id: LesionId, index: number) => {
    setAnchor(index);
    setChecked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  };
  const addRange = async (from: number, to: number) => {
    setReading(true);
    try {
      const ids = await idsOf(view, Math.min(from, to), Math.max(from, to));
      setChecked((before) => new Set([...before, ...ids]));
    } catch (error) {
      showError(error);
    } finally {
      setReading(false);
    }
  };
  return {
    checked,
    isReading,
    toggle,
    /** From the row last checked to this one. */
    extendTo: (index: number) => void addRange(anchor ?? index, index),
    checkAll: (total: number) => void addRange(0, total - 1),
    clear: () => {
      setChecked(none);
      setAnchor(null);
    },
  };
}

async function idsOf(view: LesionView, first: number, last: number): Promise<LesionId[]> {
  const ids: LesionId[] = [];
  for (let offset = first; offset <= last; offset += pageLimit) {
    const limit = Math.min(pageLimit, last - offset + 1);
    const { rows } = await ask('lesions.page', { ...view, offset, limit });
    ids.push(...rows.map(({ id }) => id));
    if (rows.length < limit) break;
  }
  return ids;
}
