declare module 'dcmjs' {
  /** Elements by keyword; sequences are arrays of the same. */
  type NaturalDataset = Record<string, unknown>;
  type TagDataset = Record<string, unknown>;
  class DicomDict {
    constructor(meta: TagDataset);
    dict: TagDataset;
    write(options?: Record<string, unknown>): ArrayBuffer;
  }
  const dcmjs: {
    data: {
      DicomDict: typeof DicomDict;
      DicomMetaDictionary: { denaturalizeDataset(dataset: NaturalDataset): TagDataset };
    };
    log: { setLevel(level: string): void };
  };
  export default dcmjs;
}
