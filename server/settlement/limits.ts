/** Rows of a statement read at once: keeps memory flat however long the period. */
export const STATEMENT_ROWS_AT_ONCE = 500
