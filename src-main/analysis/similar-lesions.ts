import type { Lesion } from '#shared/domain/entities.ts';
import type { FeatureSetId, LesionId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import type { ReadDb } from '../store/database.ts';
import { getFeatureSet, listFeatureRows, readFeatures } from '../store/features.ts';
import { getLesion } from '../store/lesions.ts';

/** Rows read before other calls get their turn. */
const atOnce = 250;

/**
 * The lesions of a cohort whose features point in the direction most like that of one lesion's, by cosine similarity;
 * it is not among them. Refuses with `conflict` where it has no features at its seed.
 */
export async function similarLesions(
  db: ReadDb,
  { lesionId, featureSetId, limit }: { lesionId: LesionId; featureSetId: FeatureSetId; limit: number },
): Promise<{ lesion: Lesion; similarity: number }[]> {
  const { dimension } = getFeatureSet(db, featureSetId);
  const rows = listFeatureRows(db, featureSetId);
  const own = rows.find((row) => row.lesionId === lesionId);
  if (!own) throw new AppError('conflict', 'This lesion has no features where its seed is now. Extract them first.');
  const direction = unit(readFeatures(db, own.rowId, dimension));
  const found: { lesionId: LesionId; similarity: number }[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % atOnce === atOnce - 1) await new Promise(setImmediate);
    if (row === own) continue;
    found.push({ lesionId: row.lesionId, similarity: cosine(direction, readFeatures(db, row.rowId, dimension)) });
  }
  return found
    .toSorted((a, b) => b.similarity - a.similarity)
    .slice(0, limit)
    .map(({ lesionId: id, similarity }) => ({ lesion: getLesion(db, id).lesion, similarity }));
}

function unit(vector: Float32Array): Float64Array {
  const length = Math.hypot(...vector) || 1;
  return Float64Array.from(vector, (value) => value / length);
}

/** 0 for a vector of zeros, which points nowhere. */
function cosine(direction: Float64Array, vector: Float32Array): number {
  let product = 0;
  let squares = 0;
  for (let n = 0; n < vector.length; n++) {
    const value = vector[n] as number;
    product += (direction[n] as number) * value;
    squares += value * value;
  }
  return squares === 0 ? 0 : product / Math.sqrt(squares);
}
