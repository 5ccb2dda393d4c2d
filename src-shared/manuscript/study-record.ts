import type {
  AggregationRule,
  ColumnLevel,
  FeatureProfile,
  ScanSource,
  SeedSource,
  SplitPart,
} from '../domain/entities.ts';
import type { FlowStage } from '../statistics/attachments.ts';

/**
 * Everything that was really done with a cohort, as the store knows it: what Methods and checklists are written from.
 * It names columns, classes and models, never a patient.
 */
export interface StudyRecord {
  readonly software: SoftwareRecord;
  readonly cohort: CohortRecord;
  readonly images: ImagesRecord;
  /** How the seed points came about, most frequent first. */
  readonly seeds: readonly { readonly source: SeedSource; readonly lesions: number }[];
  /** Of the biomarkers; without any, every feature set of the cohort. */
  readonly encoders: readonly EncoderRecord[];
  readonly endpoints: readonly EndpointRecord[];
  readonly splits: readonly SplitRecord[];
  /** In the order in which they were trained. */
  readonly biomarkers: readonly BiomarkerRecord[];
  readonly perturbations: readonly PerturbationRecord[];
  readonly saliency: readonly SaliencyFacts[];
  readonly expression: {
    readonly name: string;
    readonly unit: string;
    readonly genes: number;
    readonly patients: number;
  } | null;
}

export interface SoftwareRecord {
  readonly appVersion: string;
  readonly nodeVersion: string;
  /** Fingerprint of the code that computed the figures. */
  readonly codeSha256: string;
}

export interface CohortRecord {
  readonly name: string;
  readonly patients: number;
  readonly patientsWithScan: number;
  readonly scans: number;
  readonly lesions: number;
  readonly excludedLesions: number;
  /** In the order in which they were asked. */
  readonly criteria: readonly { readonly label: string; readonly lesionsOut: number; readonly patientsOut: number }[];
  /** Of one patient. */
  readonly mostLesions: number;
  readonly columns: readonly {
    readonly name: string;
    readonly unit: string | null;
    /** Patients without a value. */
    readonly missing: number;
  }[];
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface ImagesRecord {
  readonly formats: readonly { readonly format: ScanSource['format']; readonly scans: number }[];
  readonly modalities: readonly { readonly modality: string; readonly scans: number }[];
  /** Of scans with a geometry of their own; null without any. */
  readonly inPlaneSpacingMm: Range | null;
  /** Distance of neighbouring slices. */
  readonly sliceSpacingMm: Range | null;
  readonly scansWithWarnings: number;
  readonly lesionsWithWarnings: number;
}

export interface EncoderRecord {
  readonly name: string;
  readonly architecture: string;
  readonly parameterCount: number;
  readonly featureCount: number;
  readonly sha256: string;
  readonly trained: boolean;
  readonly licence: string;
  readonly provenance: string;
  readonly profile: FeatureProfile;
  readonly engine: string;
  readonly lesions: number;
  /** Lesions whose patch was cut with a warning, e.g. because it reaches outside the scan. */
  readonly patchesWithWarnings: number;
}

export interface EndpointRecord {
  readonly name: string;
  /** The definition with its counts, as sentences. */
  readonly definition: string;
  readonly kind: 'binary' | 'categorical' | 'alive-at';
  /** Those censored before the horizon: left out, or stood in for by weights. Null where there is no horizon. */
  readonly censoring: 'exclude' | 'ipcw' | null;
  readonly classes: readonly { readonly name: string; readonly patients: number }[];
  readonly undefinedPatients: number;
  /** What the counts are of. */
  readonly level: ColumnLevel;
  /** From import to analysis. */
  readonly flow: readonly FlowStage[];
}

export interface SplitRecord {
  readonly name: string;
  readonly seed: number;
  readonly fractions: Readonly<Record<SplitPart, number>>;
  /** Name of an endpoint. */
  readonly stratifiedBy: string | null;
  readonly patients: Readonly<Record<SplitPart, number>>;
  /** The column that prescribed the parts; null: drawn at random. */
  readonly prescribedBy: string | null;
}

export interface BiomarkerRecord {
  readonly name: string;
  readonly endpoint: string;
  readonly encoder: string;
  readonly split: string;
  readonly classCount: number;
  readonly seed: number;
  /** Share of the training and tuning patients used. */
  readonly fraction: number;
  readonly search: { readonly size: number; readonly range: Range; readonly score: string };
  readonly chosenC: number;
  /** How the lesions of a patient became rows. */
  readonly aggregation: AggregationRule;
  /** Null for more than two classes. */
  readonly threshold: number | null;
  /** With a value of the endpoint, after taking the share. */
  readonly lesions: Readonly<Record<SplitPart, number>>;
  /** Of the test part, with a value of the endpoint. */
  readonly test: {
    readonly patients: number;
    readonly classes: readonly { readonly name: string; readonly lesions: number }[];
  };
}

export interface PerturbationRecord {
  readonly biomarker: string;
  readonly draws: number;
  readonly varianceMm2: number;
  readonly seed: number;
  readonly lesions: number;
}

export interface SaliencyFacts {
  readonly biomarker: string;
  /** e.g. `occlusion, cubes of 10 mm every 5 mm, filled with the mean of the patch`. */
  readonly method: string;
  readonly lesions: number;
}
