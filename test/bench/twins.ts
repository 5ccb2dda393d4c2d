import { findTwins, twinCorrelation } from '#shared/biomarker/twin-patches.ts';
import {
  finished,
  fingerprintLength as length,
  likeRealLesions,
  withTwins,
} from '../shared/biomarker/made-fingerprints.ts';

/** More take the peer too long to wait for: its time is told from these by n². */
const peerRows = 5000;

/** The leakage guard's search for nearly identical cubes beside the products of all unit vectors with all. */
export const bench = {
  name: 'twins',
  run(): Promise<{ label: string; value: string }[]> {
    let peerSeconds = 0;
    return Promise.resolve(
      [peerRows, 20_000, 40_000].map((rows) => {
        const values = withTwins(likeRealLesions(rows, 1), 2, 120);
        const groups = Int32Array.from({ length: rows }, (_, row) => row);
        const search = timed(() => finished(findTwins({ values, length, groups })));
        const { pairs, compared } = search.result;
        if (rows === peerRows) {
          const peer = timed(() => allWithAll(values));
          if (peer.result !== pairs.length) throw new Error(`${pairs.length} pairs, all with all: ${peer.result}`);
          peerSeconds = peer.seconds;
        }
        const seconds = peerSeconds * (rows / peerRows) ** 2;
        const share = (100 * compared) / ((rows * (rows - 1)) / 2);
        const told = rows > peerRows ? `, told from ${peerRows}` : '';
        return {
          label: `${rows} cubes`,
          value: `${search.seconds.toFixed(2)} s, ${(seconds / search.seconds).toFixed(0)} times as fast as all with all (${seconds.toFixed(1)} s${told}); ${pairs.length} pairs, ${share.toFixed(1)} % of all compared`,
        };
      }),
    );
  },
};

function timed<T>(work: () => T): { seconds: number; result: T } {
  const start = performance.now();
  const result = work();
  return { seconds: (performance.now() - start) / 1000, result };
}

/** How many pairs correlate: every row made a unit vector once, then all products. */
function allWithAll(values: Float32Array): number {
  const rows = values.length / length;
  const unit = new Float32Array(values.length);
  for (let from = 0; from < values.length; from += length) {
    const row = values.subarray(from, from + length);
    const mean = row.reduce((sum, value) => sum + value, 0) / length;
    const size = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    for (let n = 0; n < length; n++) unit[from + n] = (row[n]! - mean) / size;
  }
  let count = 0;
  for (let a = 0; a < rows; a++) {
    for (let b = a + 1; b < rows; b++) {
      let product = 0;
      for (let n = 0; n < length; n++) product += unit[a * length + n]! * unit[b * length + n]!;
      if (product >= twinCorrelation) count++;
    }
  }
  return count;
}
