/** What is used of OpenJPEG's build, which comes without types. */
declare module '@cornerstonejs/codec-openjpeg/decode' {
  interface FrameInfo {
    width: number;
    height: number;
    bitsPerSample: number;
    componentCount: number;
    isSigned: boolean;
  }
  interface J2KDecoder {
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getFrameInfo(): FrameInfo;
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  }
  const start: (options: {
    print: (text: string) => void;
    printErr: (text: string) => void;
  }) => Promise<{ J2KDecoder: new () => J2KDecoder }>;
  export default start;
}
