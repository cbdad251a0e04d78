import { CARD_PREFIXES_MAX, FOREIGN_NUMBERS } from '../../src/contract/wire/messages.ts'

/** Shorter ones a station does not take. */
const TOLD_LENGTH_MIN = 4

/**
 * First digits as stations are told of them, who take a certain number of them at most. Of more than
 * that shorter ones stand for several, and then for all: no card of ours stays unread, and a number that
 * is none of ours is refused by the server instead. `isForeign`: cards of other systems were imported.
 */
export function toldPrefixes(prefixes: readonly string[], isForeign: boolean): string[] {
  const all = isForeign ? [...prefixes, FOREIGN_NUMBERS] : [...prefixes]
  if (all.length <= CARD_PREFIXES_MAX) return all
  const apart = withoutCovered(prefixes)
  const widened = isForeign ? apart : widen(apart)
  if (!isForeign && widened.length <= CARD_PREFIXES_MAX) return widened
  // A check digit is asked of numbers behind these: foreign ones may have none, so none is widened.
  return [...apart.slice(0, CARD_PREFIXES_MAX - 1), FOREIGN_NUMBERS]
}

/** Without those of which a shorter one says as much. */
function withoutCovered(prefixes: readonly string[]): string[] {
  const kept: string[] = []
  for (const prefix of prefixes.toSorted()) {
    const last = kept.at(-1)
    if (last === undefined || !prefix.startsWith(last)) kept.push(prefix)
  }
  return kept
}

/** As few digits less as will do, the longest first; those that most have in common before others. */
function widen(prefixes: readonly string[]): string[] {
  let some = [...prefixes]
  while (some.length > CARD_PREFIXES_MAX) {
    const longest = Math.max(...some.map(({ length }) => length))
    if (longest <= TOLD_LENGTH_MIN) return some
    const ofLongest = some.filter(({ length }) => length === longest)
    const families = [...Map.groupBy(ofLongest, (prefix) => prefix.slice(0, -1))]
    families.sort(([, one], [, other]) => other.length - one.length)
    const told = new Set(some)
    for (const [parent, members] of families) {
      if (told.size <= CARD_PREFIXES_MAX) break
      for (const member of members) told.delete(member)
      told.add(parent)
    }
    some = withoutCovered([...told])
  }
  return some
}
