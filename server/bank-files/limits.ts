/**
 * The largest file that is read: a NACHA file of a million entries with their notes is 190 MB, and a
 * string of the engine ends at 512 MB.
 */
export const FILE_BYTES_MAX = 256 * 1024 * 1024
