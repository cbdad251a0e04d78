import type { Symbology } from '../../../contract/screen/scanners.ts'
import type { SerialProfile } from './serial-profile.ts'

/** The code itself, without what the scanner was told to put around it. */
export function withoutAffixes(
  text: string,
  { prefix, suffix, codeIds }: Pick<SerialProfile, 'prefix' | 'suffix' | 'codeIds'>,
): { readonly text: string; readonly symbology: Symbology | null } {
  const begun = prefix !== '' && text.startsWith(prefix) ? text.slice(prefix.length) : text
  const isEnded = suffix !== '' && begun.endsWith(suffix)
  const bare = isEnded ? begun.slice(0, -suffix.length) : begun
  const id = Object.keys(codeIds)
    .filter((known) => bare.startsWith(known))
    .sort((left, right) => right.length - left.length)[0]
  if (id === undefined) return { text: bare, symbology: null }
  return { text: bare.slice(id.length), symbology: codeIds[id] ?? null }
}
