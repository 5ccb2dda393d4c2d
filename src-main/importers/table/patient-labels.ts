const imageEnding = /\.(nii|nii\.gz|nrrd|nhdr|mha|mhd|npy|npz)$/i;

/** Labels for patients that are known by the path of their image: the shortest tails that keep all of them apart. */
export function shortLabels(paths: readonly string[]): Map<string, string> {
  const split = paths.map((path) =>
    path
      .replace(imageEnding, '')
      .split(/[\\/]+/)
      .filter((segment) => segment !== ''),
  );
  const deepest = split.reduce((most, segments) => Math.max(most, segments.length), 1);
  for (let depth = 1; depth <= deepest; depth++) {
    const labels = split.map((segments) => segments.slice(-depth).join('/'));
    if (new Set(labels).size === paths.length) return new Map(paths.map((path, n) => [path, labels[n] ?? path]));
  }
  return new Map(paths.map((path) => [path, path]));
}
