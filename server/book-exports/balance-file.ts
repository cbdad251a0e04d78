import { maskLastFour } from '../../src/contract/card-number.ts'
import { currency, decimalText, minor } from '../../src/contract/money.ts'
import { invariant } from '../../src/contract/parse.ts'
import {
  type CardThen,
  cardsAsOf,
  cardsOf,
  csvLines,
  type FileParts,
  harmless,
  jsonDocument,
  localTime,
  programNames,
} from '../books/index.ts'

const COLUMNS = [
  'card',
  'number',
  'program',
  'form',
  'state',
  'balance',
  'currency',
  'last activity',
] as const

/**
 * The cards that were worth something at the end of a closed day. Their sums are held against what
 * the day was closed with: a file that does not tie breaks off.
 */
export async function* balanceFile(parts: FileParts, isJson: boolean): AsyncGenerator<string> {
  const names = await programNames(parts)
  const zone = parts.last.time_zone
  if (isJson) {
    const head = {
      what: 'balances',
      day: parts.to,
      timeZone: zone,
      contentHash: parts.last.content_hash,
    }
    yield* jsonDocument(head, jsonRows(parts, names))
    return
  }
  yield csvLines([COLUMNS])
  for await (const cards of heldCards(parts))
    yield csvLines(cards.map((card) => cellsOf(card, names, zone)))
  yield csvLines(
    cardsOf(parts.last).map(([programId, code, amountMinor]) => [
      ...['total', '', harmless(names.get(programId) ?? programId), '', ''],
      ...[decimalText(minor(amountMinor), currency(code)), code, ''],
    ]),
  )
}

/** Cards with a balance, up to the last one: then the sums have to be those of the closed day. */
async function* heldCards({
  read,
  networkId,
  last,
}: FileParts): AsyncGenerator<readonly CardThen[]> {
  const sums = new Map<string, number>()
  for await (const cards of cardsAsOf(read, networkId, last)) {
    const held = cards.filter(({ balanceMinor }) => balanceMinor !== 0)
    for (const { programId, currency: code, balanceMinor } of held) {
      const name = `${programId} ${code}`
      sums.set(name, (sums.get(name) ?? 0) + balanceMinor)
    }
    yield held
  }
  for (const [programId, code, amountMinor] of cardsOf(last)) {
    const found = sums.get(`${programId} ${code}`) ?? 0
    invariant(found === amountMinor, `balances of ${last.day} are ${found}, not ${amountMinor}`)
  }
}

function cellsOf(card: CardThen, names: ReadonlyMap<string, string>, timeZone: string): string[] {
  return [
    card.cardId,
    maskLastFour(card.lastFour),
    harmless(names.get(card.programId) ?? card.programId),
    card.form,
    card.state ?? '',
    decimalText(card.balanceMinor, currency(card.currency)),
    card.currency,
    localTime(card.lastAtMs, timeZone),
  ]
}

async function* jsonRows(
  parts: FileParts,
  names: ReadonlyMap<string, string>,
): AsyncGenerator<readonly object[]> {
  for await (const cards of heldCards(parts))
    yield cards.map((card) => ({
      ...{ cardId: card.cardId, number: maskLastFour(card.lastFour), form: card.form },
      ...{ program: names.get(card.programId) ?? card.programId, state: card.state },
      ...{ balanceMinor: card.balanceMinor, currency: card.currency },
      lastActivity: new Date(card.lastAtMs).toISOString(),
    }))
}
