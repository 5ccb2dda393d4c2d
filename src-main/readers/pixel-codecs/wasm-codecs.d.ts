interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
  decode(): void;
  delete(): void;
}
/** For tests alone. */
interface WasmEncoder {
  getDecodedBuffer(info: object): Uint8Array;
  setQuality(lossless: boolean, quantisation: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
}
type WasmModule<Name extends string> = Record<Name, new () => WasmDecoder>;

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  export default function load(options: { print(): void; printErr(): void }): Promise<WasmModule<'JpegLSDecoder'>>;
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  export default function load(options: { print(): void; printErr(): void }): Promise<WasmModule<'J2KDecoder'>>;
}
declare module '@cornerstonejs/codec-openjph/wasmjs' {
  export default function load(options: {
    print(): void;
    printErr(): void;
  }): Promise<WasmModule<'HTJ2KDecoder'> & { HTJ2KEncoder: new () => WasmEncoder }>;
}
