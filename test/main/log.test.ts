import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

it('goes on where the log file cannot be written', async () => {
  const root = await mkdtemp(join(tmpdir(), 'seedpoint-log-'));
  const faults: unknown[] = [];
  const note = (error: unknown) => faults.push(error);
  process.on('uncaughtException', note);
  try {
    await writeFile(join(root, 'file'), '');
    logTo(join(root, 'file', 'logs'));
    log.info('Lost.');
    await opened();
    logTo(join(root, 'logs'));
    log.info('Kept.');
    await opened();
    flushLog();
    expect(await linesOf(join(root, 'logs'))).toMatchObject([{ msg: 'Kept.' }]);
    expect(faults).toEqual([]);
  } finally {
    process.off('uncaughtException', note);
    logTo(null);
    await rm(root, { recursive: true });
  }
});
