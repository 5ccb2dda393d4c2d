/** Short labels for patients that are known by the path of their image: the shortest tail of each path, without the ending, that keeps all of them apart. */
export function shortLabels(paths: readonly string[]): Map<string, string> {
  const split = paths.map((path) =>
    path
      .replace(/(\.nii)?\.[a-z0-9]+$/i, '')
      .split(/[\\/]+/)
      .filter((segment) => segment !== ''),
  );
  const deepest = split.reduce((most, segments) => Math.max(most, segments.length), 1);
  for (let depth = 1; depth < deepest; depth++) {
    const labels = split.map((segments) => segments.slice(-depth).join('/'));
    if (new Set(labels).size === paths.length)
      return new Map(paths.map((path, index) => [path, labels[index] ?? path]));
  }
  return new Map(paths.map((path) => [path, path]));
}
