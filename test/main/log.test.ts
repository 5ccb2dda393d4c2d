import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { flushLog, log, logTo } from '#main/log.ts';

const linesOf = async (folder: string) =>
  (await readFile(join(folder, 'seedpoint.log'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** The file opens in the background. */
const opened = () => new Promise((resolve) => setTimeout(resolve, 100));

it('writes to the folder it is sent to, follows to the next one, and names no patient', async () => {
  const root = await mkdtemp(join(tmpdir(), 'seedpoint-log-'));
  const [first, second] = [join(root, 'a/logs'), join(root, 'b/logs')];
  try {
    logTo(first);
    log.info({ jobId: 3, patientLabel: 'Doe' }, 'Began.');
    log.error({ err: new Error("open '/data/Doe/1.dcm'") }, 'Reading /data/Doe/1.dcm failed.');
    await opened();
    logTo(second);
    log.info('Another workspace, after /data/Doe.');
    log.warn(new Error("open '/data/Doe/3.dcm'"));
    await opened();
    flushLog();
    expect(await linesOf(first)).toMatchObject([
      { jobId: 3, patientLabel: '[left out]', msg: 'Began.' },
      { err: { message: "open '[path].dcm'" }, msg: 'Reading [path].dcm failed.' },
    ]);
    expect(await linesOf(second)).toMatchObject([
      { msg: 'Another workspace, after [path]' },
      { err: { type: 'Error' }, msg: "open '[path].dcm'" },
    ]);
    expect(await readFile(join(first, 'seedpoint.log'), 'utf8')).not.toContain('Doe');
  } finally {
    logTo(null);
    await rm(root, { recursive: true });
  }
});
