let ids = 0

/** An id that no other test of the file uses. */
export function newId(what = 'request'): string {
  ids += 1
  return `${what}-${ids}`
}
