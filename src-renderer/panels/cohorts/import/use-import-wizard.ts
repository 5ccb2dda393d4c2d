import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Dropped } from '#renderer/components/drop-target.tsx';
import { baseName } from '#renderer/components/format.ts';
import { describeError } from '#renderer/state/notices.ts';
import { ask } from '#renderer/state/use-call.ts';
import type { ImportPreview } from '#shared/contract/imports.ts';
import type { CohortId, JobId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { findDropped } from './find-dropped.ts';
import type { IdentityChoice } from './identity-step.tsx';
import { type ImportTask, optionsOf, planTasks } from './import-tasks.ts';

export type DroppedFiles = Dropped;

/** Where imports looked last, in this window: a dropped thing of the same name is looked for there first. */
const lastFolders = new Set<string>();
const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*[\\/]?$/, '');

/** What the wizard holds while it is gone through; nothing is written before `start`. */
export function useImportWizard(cohortId: CohortId, dropped: Dropped | null) {
  const [paths, setPaths] = useState<string[]>([]);
  const [unplaced, setUnplaced] = useState<string[]>([]);
  const [tasks, setTasks] = useState<ImportTask[]>([]);
  const [at, setAt] = useState(0);
  const [identity, setIdentity] = useState<IdentityChoice>({ replace: false, keyFile: '' });
  const [jobIds, setJobIds] = useState<JobId[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isLooking, setLooking] = useState(false);
  const [isStarting, setStarting] = useState(false);
  /** Counts the looks: what an abandoned one finds is not wanted. */
  const looks = useRef(0);

  const look = async (chosen: readonly string[]) => {
    const mine = ++looks.current;
    setPaths([...chosen]);
    setError(null);
    setLooking(true);
    try {
      const previews: ImportPreview[] = [];
      for (const path of chosen) {
        previews.push(await preview(path));
        if (looks.current !== mine) return;
        lastFolders.add(folderOf(path));
      }
      setTasks(planTasks(previews));
      setAt(0);
    } catch (failure) {
      if (looks.current === mine) setError(describeError(failure).message);
    } finally {
      if (looks.current === mine) setLooking(false);
    }
  };
  const stopLooking = () => {
    looks.current += 1;
    setLooking(false);
  };

  const add = async ({ paths: more, names }: Dropped, thenLook = false) => {
    const found = names.length > 0 ? await findDropped(names, [...lastFolders]) : new Map<string, string>();
    const next = [...new Set([...paths, ...more, ...found.values()])];
    setPaths(next);
    setUnplaced(names.filter((name) => !found.has(name)));
    // What a browser only named was guessed: it is looked at when the user has seen the path.
    if (thenLook && names.length === 0) await look(next);
  };
  const addFirst = useEffectEvent(() => {
    if (dropped) void add(dropped, true);
  });
  // A moment later: a wizard that is closed at once looks at nothing.
  useEffect(() => {
    const timer = setTimeout(() => addFirst(), 0);
    return () => clearTimeout(timer);
  }, []);

  const start = async () => {
    setStarting(true);
    setError(null);
    const deidentify = identity.replace ? { keyFile: identity.keyFile.trim() } : null;
    const started: JobId[] = [];
    try {
      for (const options of tasks.flatMap((task) => optionsOf(task, deidentify))) {
        started.push((await ask('imports.start', { cohortId, options })).jobId);
      }
      setJobIds(started);
    } catch (failure) {
      setError(describeError(failure).message);
      // Those that were started run on; starting them again would only read them twice.
      if (started.length > 0) setJobIds(started);
    } finally {
      setStarting(false);
    }
  };

  return {
    paths,
    setPaths,
    unplaced,
    tasks,
    at,
    identity,
    setIdentity,
    jobIds,
    error,
    isLooking,
    isStarting,
    look,
    stopLooking,
    add,
    start,
    change: (index: number, task: ImportTask) => setTasks(tasks.map((old, other) => (other === index ? task : old))),
    /** -1: back to the files. */
    goTo: (index: number) => {
      setError(null);
      if (index < 0) setTasks([]);
      else setAt(index);
    },
  };
}

async function preview(path: string): Promise<ImportPreview> {
  try {
    return await ask('imports.preview', { path });
  } catch (failure) {
    if (!(failure instanceof AppError) || failure.message.includes(baseName(path))) throw failure;
    throw new AppError(failure.code, `${baseName(path)}: ${failure.message}`, { cause: failure });
  }
}
