/** Calls that are kept of one key: an afternoon of somebody who tries things out. About 400 KB. */
export const REQUEST_LOG_ENTRIES_MAX = 200
/** Keys whose calls are kept; the one that was quiet for the longest goes first. */
export const REQUEST_LOG_CLIENTS_MAX = 100
