/**
 * Pages of 4 KiB that are copied between two looks at other work: 4 MiB are read and written in some
 * ten milliseconds, and a disk syncs them without holding up the commits of the server for long.
 */
export const PAGES_AT_ONCE = 1_000
