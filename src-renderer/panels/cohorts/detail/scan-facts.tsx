import { baseName, countOf, formatNumber } from '#renderer/components/format.ts';
import type { Lesion, Scan, ScanSource } from '#shared/domain/entities.ts';
import classes from './lesion-detail.module.css';

/** Where the lesion lies and what its scan is. */
export function ScanFacts({ scan, lesion }: { scan: Scan; lesion: Lesion }) {
  const { size, spacingMm } = scan.geometry;
  const volume = lesion.volumeMm3;
  const facts = [
    ['Region', lesion.roi ?? 'none named'],
    ...(volume === null
      ? []
      : [['Volume', `${formatNumber(Math.round(volume))} mm³, as a sphere ${sphereMm(volume).toFixed(1)} mm across`]]),
    ['Scan', sourceText(scan.source)],
    ...(scan.description === '' ? [] : [['Series', scan.description]]),
    ...(scan.acquiredOn === null ? [] : [['Acquired', scan.acquiredOn]]),
    ['Modality', scan.modality],
    ['Voxels', size.join(' × ')],
    ['Spacing', `${spacingMm.map((mm) => Number(mm.toFixed(3))).join(' × ')} mm`],
  ] as const;
  return (
    <section>
      <h3 className={classes.heading}>Scan</h3>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Diameter of the sphere of this volume. */
const sphereMm = (volumeMm3: number): number => 2 * Math.cbrt((3 * volumeMm3) / (4 * Math.PI));

function sourceText(source: ScanSource): string {
  if (source.format === 'dicom') return `DICOM series, ${countOf(source.files.length, 'file')}`;
  if (source.format === 'png-slices') return `PNG slices, ${countOf(source.files.length, 'file')}`;
  if (source.format === 'none') return 'none: only the features came';
  return source.format === 'array' && source.arrayName
    ? `${baseName(source.path)}, array ${source.arrayName}`
    : baseName(source.path);
}
