import { join } from 'node:path';
import { type DestinationStream, pino } from 'pino';
import { redact } from './redact.ts';

type Sink = ReturnType<typeof pino.destination>;

/** No pino transport: a transport is a worker started by file name, which a bundle does not have. */
function openSink(dest: number | string): Sink {
  const opened = pino.destination({ dest, sync: false, mkdir: true });
  opened.on('error', () => giveUp(opened));
  return opened;
}

const standardError = openSink(2);
let sink = standardError;

/** A folder that may not be written, or a full disk, ends a log file and nothing else. */
function giveUp(broken: Sink): void {
  const nothing = (): undefined => undefined;
  Object.assign(broken, { write: nothing, flush: nothing, flushSync: nothing, end: nothing, destroy: nothing });
  if (broken !== sink || broken === standardError) return;
  sink = standardError;
  log.warn('The log file cannot be written. What follows goes to standard error.');
}

const chosenLevel = process.env['SEEDPOINT_LOG'];
const warnLevel = pino.levels.values['warn'] ?? 0;

/** On standard error, beside what a verb says there, only what needs attention, unless a level was chosen. */
const stream: DestinationStream & { lastLevel: number } = {
  lastLevel: 0,
  write(line) {
    if (sink !== standardError || chosenLevel !== undefined || this.lastLevel >= warnLevel) sink.write(line);
  },
};
// Has pino tell the level of each line in `lastLevel`.
Object.assign(stream, { [pino.symbols.needsMetadataGsym]: true });

/** The one logger. Ids of ours are fine in it; what could name a patient is taken out by `redact` in every line. */
export const log = pino(
  {
    level: chosenLevel ?? 'info',
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (fields) => redact(fields) },
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod(args, method) {
        const [first, ...rest] = args as unknown[];
        // pino takes the message of a bare error as it is.
        const parts = first instanceof Error ? [{ err: first }, rest[0] ?? first.message] : [first, ...rest];
        method.apply(
          this,
          parts.map((part, i) => (i === 0 && typeof part === 'object' ? part : redact(part))) as typeof args,
        );
      },
    },
  },
  stream,
);

/** Sends the log to `<folder>/seedpoint.log`; null: to standard error. */
export function logTo(folder: string | null): void {
  const previous = sink;
  sink = folder === null ? standardError : openSink(join(folder, 'seedpoint.log'));
  if (previous !== standardError) previous.end();
}

/** Writes out what is still held. */
export function flushLog(): void {
  for (const open of new Set([sink, standardError])) {
    try {
      open.flushSync();
    } catch {
      // Not open yet (its lines come with the open) or already closed: nothing to write.
    }
  }
}

process.once('exit', flushLog);
