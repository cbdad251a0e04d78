import { expect } from 'vitest'
import { done } from '../house/open-server.ts'
import { makeForeignFile } from '../imports/foreign-file.ts'
import { controlOf, secondPerson, stage, untilState } from '../imports/import-house.ts'
import { openPrintingHouse, printBatch } from '../production/house.ts'
import { type Answer, type ApiHouse, type CardInHand, refusalOf } from './api-house.ts'

export const NOT_FOUND = '404 CARD_NOT_FOUND_OR_PIN_INVALID'
export const SUCCESS = '200 SUCCESS'

/** A house in which cards of every making are given new PINs. */
export interface PinHouse {
  readonly ask: (path: string, body: object, key?: string) => Promise<Answer>
  /** Under an id of its own, unless the body has one. */
  readonly change: (kind: 'create' | 'reset', body: object, key?: string) => Promise<Answer>
  /** The new PIN that an answer has. */
  readonly pinIn: (answer: Answer) => string
  /** What a redemption of 1.00 in a web shop, where the PIN is asked, comes to. */
  readonly spend: (card: { readonly number: string; readonly pin?: string }) => Promise<string>
  /** The card is spent, then given another PIN, and the old one is worth nothing. Gives the new one. */
  readonly resetAndSpend: (name: object, card: CardInHand) => Promise<string>
  /** A new virtual card with 25.00. */
  readonly issued: () => Promise<CardInHand & { readonly cardId: string }>
  /** A card of a batch, sold for 25.00. */
  readonly printed: (withPin: boolean) => Promise<CardInHand>
  /** A card of another system, with more than 5.00. */
  readonly imported: () => Promise<CardInHand>
  /** The ids of a card's new PINs that may still be told. */
  readonly tellable: (cardId: string) => Promise<readonly string[]>
  /** Every PIN that was told, and numbers. */
  readonly secrets: readonly string[]
}

/** `shop` is the key of a web shop there. */
export function pinHouse(house: ApiHouse, shop: string): PinHouse {
  let serial = 0
  const secrets: string[] = []
  const nextId = (what: string) => {
    serial += 1
    return `${what}-${serial}`
  }
  const ask: PinHouse['ask'] = (path, body, key) => house.post(`/v1/storedvalue/${path}`, body, key)
  const change: PinHouse['change'] = (kind, body, key) =>
    ask(`${kind}-pin`, { requestId: nextId('pin'), reason: 'lost it', ...body }, key)
  const pinIn: PinHouse['pinIn'] = (answer) => {
    const pin = answer.body.value?.['pin']
    if (typeof pin !== 'string') throw new Error(`no PIN: ${answer.text}`)
    secrets.push(pin)
    return pin
  }
  const spend: PinHouse['spend'] = async (card) => {
    const sale = { requestId: nextId('spend'), amountMinor: 100, currency: 'EUR' }
    return refusalOf(await ask('redeem', { ...sale, card }, shop))
  }
  return {
    ...{ ask, change, pinIn, spend, secrets },
    resetAndSpend: async (name, { number, pin }) => {
      expect(await spend({ number, pin })).toBe(SUCCESS)
      const reset = await change('reset', name)
      expect(refusalOf(reset)).toBe(SUCCESS)
      const newPin = pinIn(reset)
      expect(newPin).toMatch(/^\d{8}$/)
      secrets.push(number, pin)
      expect(await spend({ number, pin })).toBe(NOT_FOUND)
      expect(await spend({ number, pin: newPin })).toBe(SUCCESS)
      return newPin
    },
    issued: async () => {
      const answer = await ask('fund-and-activate', {
        ...{ requestId: nextId('issue'), programId: house.programId },
        ...{ amountMinor: 2500, currency: 'EUR' },
      })
      return answer.body.value?.['issued'] as CardInHand & { readonly cardId: string }
    },
    printed: async (withPin) => {
      const { number, pin } = await printedCard(house, withPin)
      const sale = { requestId: nextId('sell'), amountMinor: 2500, currency: 'EUR' }
      const card = withPin ? { number, pin } : { number }
      expect(refusalOf(await ask('fund-and-activate', { ...sale, card }))).toBe(SUCCESS)
      return { number, pin }
    },
    imported: () => importedCard(house),
    tellable: async (cardId) => {
      const rows = await house.context.database.read
        .selectFrom('pin_change')
        .where('card_uid', '=', cardId)
        .where('sealed', 'is not', null)
        .select('request_id')
        .execute()
      return rows.map((row) => row.request_id)
    },
  }
}

async function printedCard(house: ApiHouse, withPin: boolean): Promise<CardInHand> {
  const printing = await openPrintingHouse(house, { name: `Card Works ${withPin}` })
  const { programId } = house
  const name = `Batch ${withPin}`
  const made = await printBatch(house, printing, { programId, name, count: 3, withPin })
  done(await house.operator.call('receive-batch', { batchId: made.batch.batchId }))
  const { number = '', pin = '' } = made.lines[0] ?? {}
  return { number, pin }
}

async function importedCard(house: ApiHouse): Promise<CardInHand> {
  const file = makeForeignFile({ seed: 7, rows: 40 })
  const finance = await secondPerson(house)
  const { importId } = done(await stage(house.operator, house.programId, file))
  done(await finance.call('commit-import', { importId, ...controlOf(file) }))
  await untilState(finance, importId, 'committed')
  const found = file.cards.find(
    ({ state, remainingMinor, pin }) => state === 'active' && remainingMinor > 500 && pin !== '',
  )
  if (!found) throw new Error('the file has no card to spend')
  return found
}
