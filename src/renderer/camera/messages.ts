/** One picture of the camera, given to the decoder's thread. */
export interface Picture {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
}

/** What was on it. The text begins with the code's AIM identifier. */
export type Decoded =
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly why: string }
