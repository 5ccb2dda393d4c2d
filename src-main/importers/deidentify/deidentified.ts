import { basename } from 'node:path';
import type { ImportOptions } from '#shared/contract/imports.ts';
import type { ImportContext } from '../importer.ts';
import { Deidentifier } from './deidentifier.ts';
import { Pseudonyms } from './pseudonyms.ts';

/** The map is written this often, and at the end; from the key it could be made again. */
const saveEveryMs = 2000;

/** Runs an import with everything that it emits de-identified on the way; without a key file, as it is. */
export async function deidentified<Result>(
  options: ImportOptions,
  context: ImportContext,
  read: (context: ImportContext) => Promise<Result>,
): Promise<Result> {
  if (!options.deidentify) return read(context);
  const { keyFile } = options.deidentify;
  const { pseudonyms, isNew, readableByOthers } = await Pseudonyms.open(keyFile);
  const deidentifier = new Deidentifier(pseudonyms, mappedColumns(options));
  context.log(
    isNew
      ? `A new key was made in “${basename(keyFile)}”. Keep it safe: it tells who is who, and gives the same pseudonyms again.`
      : `Pseudonyms come from the key in “${basename(keyFile)}”.`,
  );
  if (readableByOthers) context.log('Other users of this computer can read the key file. Change its permissions.');
  const saving: { now: Promise<void> | null } = { now: null };
  let savedAt = Date.now();
  let failure: unknown = null;
  const saveNowAndThen = (): void => {
    if (saving.now || Date.now() - savedAt < saveEveryMs) return;
    saving.now = pseudonyms
      .save()
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        savedAt = Date.now();
        saving.now = null;
      });
  };
  try {
    return await read({
      ...context,
      know: (label, names) => deidentifier.know(label, names),
      emit: (item) => {
        if (failure !== null) throw failure;
        context.emit(deidentifier.item(item));
        saveNowAndThen();
      },
      log: (line) => context.log(deidentifier.text(line)),
    });
  } finally {
    await saving.now;
    await pseudonyms.save();
  }
}

function mappedColumns(options: ImportOptions): readonly { name: string; column: string }[] {
  if (options.kind === 'table') return options.mapping.clinical;
  return options.kind === 'dicom-folder' ? (options.clinical?.mapping.clinical ?? []) : [];
}
