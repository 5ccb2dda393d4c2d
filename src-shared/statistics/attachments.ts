/**
 * What a statistic may read beside the columns of its table. The source gives only what the statistic `needs`;
 * `attached` says which one is missing and where to get it.
 */
export interface Attachments {
  readonly features?: FeatureMatrix;
  readonly expression?: ExpressionTable;
  readonly geneSets?: GeneSetCollection;
  readonly saliency?: readonly SaliencyMap[];
  readonly featureStability?: FeatureStability;
  readonly study?: StudyFacts;
}

/** One vector of features per row of the table, row-major; a row of NaN has no features. */
export interface FeatureMatrix {
  readonly dimension: number;
  /** rowCount x dimension. */
  readonly values: Float32Array;
}

/** Gene expression of patients, as measured or as a z-score: correlations are the same. */
export interface ExpressionTable {
  readonly name: string;
  /** e.g. `log2(TPM + 1)`, `z-score`. */
  readonly unit: string;
  readonly genes: readonly string[];
  /** Patient id of each sample, as in `DataTable.patients`; a patient has at most one sample. */
  readonly patients: Int32Array;
  /** genes x samples, gene by gene; NaN is a missing value. */
  readonly values: Float32Array;
}

export interface GeneSetCollection {
  readonly name: string;
  readonly sets: readonly { readonly name: string; readonly genes: readonly string[] }[];
}

/** Saliency of one lesion at patch geometry: 50 x 50 x 50 voxels of 1 mm, index (z * 50 + y) * 50 + x, LPS. */
export interface SaliencyMap {
  /** Lesion id. */
  readonly subject: number;
  /** Study code of the patient, e.g. `P0042`. */
  readonly patientCode: string;
  readonly method: string;
  /** Class whose probability the map explains. */
  readonly className: string;
  readonly hu: Float32Array;
  readonly map: Float32Array;
}

/** Agreement of each feature between draws of the seed: see the statistic `feature-stability`. */
export interface FeatureStability {
  readonly draws: number;
  readonly lesions: number;
  /** ICC(1,1) per feature; NaN for a feature that is constant. */
  readonly icc: Float64Array;
}

/** How many came how far, for the flow chart and the overview of a study. */
export interface StudyFacts {
  readonly flow: readonly FlowStage[];
  /** Patients and lesions with a value of the endpoint by part of the split; empty without a run. */
  readonly parts: readonly { readonly part: string; readonly patients: number; readonly lesions: number }[];
  /** Null without features. */
  readonly encoder: {
    readonly name: string;
    readonly architecture: string;
    readonly trained: boolean;
    readonly featureCount: number;
    readonly profile: string;
  } | null;
  /** Null without a run. */
  readonly endpoint: { readonly name: string; readonly classes: readonly string[] } | null;
  /** Every biomarker of the endpoint. */
  readonly biomarkers: readonly string[];
}

export interface FlowStage {
  readonly label: string;
  readonly patients: number;
  /** Null where lesions do not count yet. */
  readonly lesions: number | null;
  /** What left before the next stage, with the reason. */
  readonly left: readonly { readonly reason: string; readonly count: number; readonly unit: 'patient' | 'lesion' }[];
}
