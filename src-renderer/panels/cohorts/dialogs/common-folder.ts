import type { ScanSource } from '#shared/domain/entities.ts';

/** The longest folder that all files of these scans lie below; empty where they have none in common. */
export function commonFolder(sources: readonly ScanSource[]): string {
  let common: string[] | null = null;
  let separator = '/';
  for (const path of sources.flatMap(pathsOf)) {
    if (path.includes('\\') && !path.includes('/')) separator = '\\';
    const folders = path.split(/[\\/]/).slice(0, -1);
    if (common === null) common = folders;
    else {
      const length: number = common.findIndex((folder, index) => folder !== folders[index]);
      if (length >= 0) common = common.slice(0, length);
    }
  }
  return (common ?? []).join(separator);
}

function pathsOf(source: ScanSource): readonly string[] {
  if (source.format === 'none') return [];
  if (source.format === 'volume' || source.format === 'array') return [source.path];
  const [first] = source.files;
  return first === undefined ? [] : [first];
}
