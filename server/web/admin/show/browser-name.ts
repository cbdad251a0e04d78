/** In this order: Edge and Opera also name Chrome, and Chrome also names Safari. */
const BROWSERS: ReadonlyArray<readonly [mark: RegExp, name: string]> = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: ReadonlyArray<readonly [mark: RegExp, name: string]> = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** `Chrome · Windows` from a user agent, good enough to recognise one's own; undefined when unknown. */
export function browserName(userAgent: string): string | undefined {
  const found = [BROWSERS, SYSTEMS]
    .map((list) => list.find(([mark]) => mark.test(userAgent))?.[1])
    .filter((name) => name !== undefined)
  return found.length === 0 ? undefined : found.join(' · ')
}
