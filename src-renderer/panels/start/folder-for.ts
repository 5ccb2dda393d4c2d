/** A folder of its own for every workspace, called as the workspace is, where all of them are kept. */
export function folderFor(name: string, parent: string): string {
  const folder = name
    .replace(/[\p{Cc}\\/:*?"<>|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  if (folder === '') return parent;
  return `${parent}${parent.includes('\\') ? '\\' : '/'}${folder}`;
}
