import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { arch, availableParallelism, cpus, freemem, homedir, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { EngineReport } from '#shared/contract/app.ts';
import { appVersion, rendererFolder } from '../app-folder.ts';
import { electronState } from './electron-binary.ts';

/** One line of `seedpoint doctor`. `absent`: something optional is not there; `broken`: Seedpoint cannot work so. */
export interface Finding {
  readonly id: string;
  readonly label: string;
  readonly state: 'ok' | 'absent' | 'broken';
  readonly detail: string;
}

/** Looks at everything by itself, so that one part that breaks does not hide the others. */
export async function examine(): Promise<Finding[]> {
  const groups: (() => Finding[] | Promise<Finding[]>)[] = [versions, machine, store, engines, window];
  const found: Finding[] = [];
  for (const group of groups) {
    try {
      found.push(...(await group()));
    } catch (error) {
      found.push({ id: group.name, label: group.name, state: 'broken', detail: messageOf(error) });
    }
  }
  return found;
}

const versions = (): Finding[] => [
  { id: 'seedpoint', label: 'Seedpoint', state: 'ok', detail: appVersion },
  { id: 'node', label: 'Node', state: 'ok', detail: `${process.versions.node} (24 or newer is needed)` },
];

async function machine(): Promise<Finding[]> {
  const disk = await statfs(homedir());
  const freeDisk = disk.bavail * disk.bsize;
  const system = `${process.platform} ${release()}, ${arch()}`;
  const processor = `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown'}`;
  return [
    { id: 'system', label: 'System', state: 'ok', detail: system },
    { id: 'processor', label: 'Processor', state: 'ok', detail: processor },
    { id: 'memory', label: 'Memory', state: 'ok', detail: `${gibibytes(freemem())} free of ${gibibytes(totalmem())}` },
    { id: 'disk', label: 'Disk (home folder)', state: 'ok', detail: `${gibibytes(freeDisk)} free` },
  ];
}

async function store(): Promise<Finding[]> {
  const { connect } = await import('../store/database.ts');
  const connection = connect(':memory:', { readOnly: false, mustExist: false });
  const row = connection.get<{ version: string }>('SELECT sqlite_version() AS version');
  connection.close();
  return [{ id: 'sqlite', label: 'SQLite', state: 'ok', detail: row?.version ?? 'unknown version' }];
}

async function engines(): Promise<Finding[]> {
  const { listFeatureEngines } = await import('../compute/engines/onnx.ts');
  const { listTrainingEngines } = await import('../compute/engines/training.ts');
  const reports = [...(await listFeatureEngines()), ...(await listTrainingEngines())];
  const canExtract = reports.some((report) => report.use === 'features' && report.available);
  return reports.map((report) => describeEngine(report, canExtract));
}

function describeEngine(report: EngineReport, canExtract: boolean): Finding {
  const optional = report.use === 'training' || canExtract;
  return {
    id: `engine-${report.use}-${report.id}`,
    label: `${report.use === 'features' ? 'Features' : 'Training'}: ${report.label}`,
    state: report.available ? 'ok' : optional ? 'absent' : 'broken',
    detail: report.reason,
  };
}

async function window(): Promise<Finding[]> {
  const { findBrowser } = await import('../export/find-browser.ts');
  const browser = await findBrowser();
  const electron = electronState();
  const isBuilt = existsSync(join(rendererFolder, 'index.html'));
  return [
    {
      id: 'window-files',
      label: 'Window files',
      state: isBuilt ? 'ok' : 'absent',
      detail: isBuilt ? 'built' : 'not built yet: `npm run build` makes them, `npm start` does so by itself',
    },
    {
      id: 'electron',
      label: 'Electron',
      state: electron.executable ? 'ok' : 'absent',
      detail: electron.detail,
    },
    {
      id: 'browser',
      label: 'Browser for figures',
      state: browser ? 'ok' : 'absent',
      detail: browser
        ? `${browser.source}, ${browser.executable}`
        : 'none found: figures can be exported on the desktop only',
    },
  ];
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
