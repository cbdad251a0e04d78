/** One page of the list: two screens of rows. */
export const EXCEPTIONS_PAGE_ROWS = 50
