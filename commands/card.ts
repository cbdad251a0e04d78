import { maskNumber } from '../src/contract/card-number.ts'
import { readCard } from '../src/main/station/cards/index.ts'

/**
 * `countermark card READING`: how the station understands a scan. The number is printed masked: the
 * output of a command ends up in shell logs.
 */
export async function runCard(argv: readonly string[]): Promise<number> {
  const [reading, ...prefixes] = argv
  if (reading === undefined || reading === '--help') {
    console.error(
      'usage: countermark card READING [PREFIX]…   (prefixes of the cards accepted here)',
    )
    return reading === undefined ? 2 : 0
  }
  const meaning = readCard(reading, { prefixes, serverUrl: null })
  const shown =
    meaning.kind === 'card'
      ? {
          kind: meaning.kind,
          from: meaning.from,
          number: maskNumber(meaning.number),
          hasPin: meaning.pin !== null,
        }
      : { kind: meaning.kind }
  console.log(JSON.stringify(shown))
  return meaning.kind === 'card' || meaning.kind === 'link' || meaning.kind === 'activation' ? 0 : 1
}
