import { maskNumber } from '../src/contract/card-number.ts'
import { readCard } from '../src/main/station/cards/index.ts'
import { HELP } from './help.ts'

/**
 * `countermark card READING`: how the station understands a scan. The number is printed masked: the
 * output of a command ends up in shell logs.
 */
export async function runCard(argv: readonly string[]): Promise<number> {
  const [reading, ...prefixes] = argv
  if (reading === undefined) {
    console.error(HELP.card)
    return 2
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
