import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { getFeatureSet, pendingLesions, readFeatureMatrix } from '#main/store/features.ts';
import { listJobs, requeueInterruptedJobs } from '#main/store/jobs.ts';
import type { FeatureSetId } from '#shared/domain/ids.ts';
import { cohortOf, featureSetOf, reopened, temporaryWorkspace } from './fixture.ts';

const dimension = 4096;
const lesionCount = 400;

/** Another Node that stores features one lesion at a time, all of value lesion id, and names each once it is committed. */
function startStoring(path: string, featureSetId: FeatureSetId) {
  const script = `
    import { openWorkspace } from '#main/store/workspace.ts';
    import { insertFeatures, pendingLesions } from '#main/store/features.ts';
    import { insertJob, moveJob, setJobProgress } from '#main/store/jobs.ts';
    const db = openWorkspace(process.argv[1]).writable();
    const featureSetId = Number(process.argv[2]);
    const cohortId = 1;
    const job = insertJob(db, { kind: 'extract-features', title: 'Extract', input: {} });
    moveJob(db, job.id, 'running');
    let done = 0;
    for (const { id, seedMm } of pendingLesions(db, cohortId, featureSetId)) {
      insertFeatures(db, featureSetId, [{ lesionId: id, seedMm, features: new Float32Array(${dimension}).fill(id), warnings: [] }]);
      process.stdout.write(id + '\\n');
      setJobProgress(db, job.id, { done: ++done, total: ${lesionCount}, label: '', perSecond: null, secondsLeft: null });
    }
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script, path, String(featureSetId)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('a process killed again and again while it stores features loses none that it had committed', async () => {
  const session = temporaryWorkspace();
  const cohort = cohortOf(session.db, lesionCount);
  const { id: featureSetId } = featureSetOf(session.db, cohort, dimension);
  session.close();

  const committed = new Set<number>();
  for (const killAfter of [1, 37, 120]) {
    const child = startStoring(session.path, featureSetId);
    let fresh = 0;
    for await (const line of createInterface(child.stdout)) {
      committed.add(Number(line));
      if (++fresh === killAfter) child.kill('SIGKILL');
    }
    if (child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');

    const again = reopened(session.path);
    const db = again.writable();
    const { lesionIds, matrix } = readFeatureMatrix(db, featureSetId);
    expect(lesionIds.length).toBeLessThan(lesionCount);
    expect([...committed].filter((id) => !(lesionIds as number[]).includes(id))).toEqual([]);
    lesionIds.forEach((id, row) => {
      expect(matrix.subarray(row * dimension, (row + 1) * dimension).every((value) => value === id)).toBe(true);
    });
    expect(pendingLesions(db, cohort.id, featureSetId)).toHaveLength(lesionCount - lesionIds.length);
    expect(getFeatureSet(db, featureSetId).count).toBe(lesionIds.length);
    expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(db.all('PRAGMA foreign_key_check')).toEqual([]);
    expect(requeueInterruptedJobs(db)).toHaveLength(1);
    expect(listJobs(db, 1)[0]).toMatchObject({ state: 'queued', kind: 'extract-features' });
    again.close();
  }
});
