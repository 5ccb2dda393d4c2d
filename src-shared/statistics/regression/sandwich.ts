import type { Matrix } from '../../numerics/matrix.ts';

/**
 * The cluster-robust covariance V U'U V (Lin & Wei 1989; Liang & Zeger 1986): a row of U is the sum over a cluster of
 * the score residuals of its rows, V the model-based covariance. Without a correction for few clusters, as in R's
 * `coxph(cluster = )`.
 * @param scoreResiduals rows x columns, weights included
 */
export function clusterCovariance(scoreResiduals: Matrix, covariance: Matrix, clusters: Int32Array): Matrix {
  const size = covariance.columns;
  const changes = new Map<number, Float64Array>();
  clusters.forEach((cluster, row) => {
    const sum = changes.get(cluster) ?? new Float64Array(size);
    changes.set(cluster, sum);
    for (let j = 0; j < size; j++) {
      let change = 0;
      for (let k = 0; k < size; k++)
        change += (scoreResiduals.values[row * size + k] as number) * (covariance.values[k * size + j] as number);
      sum[j] = (sum[j] as number) + change;
    }
  });
  const values = new Float64Array(size * size);
  for (const change of changes.values()) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++)
        values[j * size + k] = (values[j * size + k] as number) + (change[j] as number) * (change[k] as number);
    }
  }
  return { rows: size, columns: size, values };
}
