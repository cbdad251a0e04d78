/** A reason is a sentence or two, and the server keeps no more. */
export const REASON_LENGTH_MAX = 200
