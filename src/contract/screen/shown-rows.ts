/** Rows of one paper that a screen is shown: the longest receipts of supermarkets have about 300. */
export const SHOWN_ROWS_MAX = 400
/** Characters of a shown row: the widest printers print 136 columns. */
export const SHOWN_ROW_LENGTH_MAX = 160
