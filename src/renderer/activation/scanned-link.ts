import { useEffect, useEffectEvent } from 'react'
import type { ScannedKey } from '../../contract/screen/commands.ts'

/** Who gets a reading before it goes to the core: the activation form, for its link. */
const takers = new Set<(text: string) => void>()

/** Gives a reading to the activation form when it is a web link. False: it goes to the core. */
export function offerLink(keys: readonly ScannedKey[]): boolean {
  const text = keys.map(({ key }) => ([...key].length === 1 ? key : '')).join('')
  if (takers.size === 0 || !/^https?:\/\//i.test(text)) return false
  for (const take of takers) take(text)
  return true
}

/** Calls back with a scanned link while the form is on show. */
export function useScannedLink(onLink: (text: string) => void): void {
  const take = useEffectEvent(onLink)
  useEffect(() => {
    const taker = (text: string) => take(text)
    takers.add(taker)
    return () => void takers.delete(taker)
  }, [])
}
