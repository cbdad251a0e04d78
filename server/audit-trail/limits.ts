/** Rows of the file that are read at once: few enough that nothing else waits for them. */
export const AUDIT_FILE_ROWS = 500
