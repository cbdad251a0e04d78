/** Bounds of the practice till. */

/** A printer on the same machine or network connects at once; longer means that it is away. */
export const CONNECT_MS = 3_000
/** An answer to a status question takes a few ms. */
export const STATUS_MS = 2_000
/** From the last byte to "printed": a receipt takes 2 s on slow paper. */
export const PRINTED_MS = 8_000
/** Lines and tenders of one sale. */
export const LINES_MAX = 100
export const TENDERS_MAX = 10
export const QUANTITY_MAX = 999
/** Past sales kept for the list; a practice day is far below. */
export const SALES_KEPT_MAX = 1_000
/** Sales shown in the list. */
export const SALES_SHOWN_MAX = 100
