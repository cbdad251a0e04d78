/** One paper as it came out of the printer: what was read, nothing interpreted. */
export interface PrintedPaper {
  readonly rows: readonly string[]
  /** What a scanner would read off the barcodes and 2-D codes, in order. */
  readonly codes: readonly string[]
  /** Bytes of pictures: with hardly any text, the POS prints its receipts as pictures. */
  readonly pictureBytes: number
  /** Commands that no table explains. */
  readonly unknownCommands: number
  /** Longer than any receipt: the rest of its rows is missing. */
  readonly isTooLong: boolean
  /** Of these, commands that only another printer language has. */
  readonly foreignCommands: number
  /** Its rows cannot be told: a page is drawn so, or the printer language seems to be another. */
  readonly isUnclear: boolean
  readonly endedBy: PaperEnd
}
export type PaperEnd = 'cut' | 'init' | 'form-feed' | 'blank-rows' | 'idle' | 'close'

/** Reads the bytes that a POS sends to its printer, in whatever printer language. */
export interface ByteReader {
  /** Takes the next bytes, cut anywhere; gives the papers that ended. Bounded; never throws. */
  readonly push: (bytes: Uint8Array, atMs: number) => PrintedPaper[]
  /** Ends a paper that got nothing to print for the idle time. Call it now and then. */
  readonly tick: (atMs: number) => PrintedPaper[]
  /** The stream ended. A last row without its line feed was never printed and is not read. */
  readonly end: () => PrintedPaper[]
  /** True while a paper has begun and not ended, or bytes wait to be read: ticks are needed. */
  readonly isOpen: () => boolean
}
