import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CardNumber, hasLuhnDigit } from '../../../src/contract/card-number.ts'
import type { AdminBrowser } from '../house/admin-browser.ts'
import { done } from '../house/open-server.ts'
import { fieldOf, lookupXml, postXml } from '../radial/xml-house.ts'
import { openCounter } from '../redemptions/counter-house.ts'
import { type ApiHouse, openApiHouse, refusalOf } from '../stored-value/api-house.ts'
import { makeForeignFile } from './foreign-file.ts'
import { addProgram, controlOf, secondPerson, stage, untilState } from './import-house.ts'

let house: ApiHouse
let finance: AdminBrowser
beforeAll(async () => {
  house = await openApiHouse()
  finance = await secondPerson(house)
})
afterAll(() => house.close())

const lookUp = (number: string, key?: string) => house.post('/v1/cards/lookup', { number }, key)
const lookUpTender = async (number: string, currency = 'EUR') => {
  const text = lookupXml(number, 'StoredValue', currency)
  const { root } = await postXml(house, 'tendertype/lookup.xml', text)
  return fieldOf(root, 'ResponseCode')
}

const FILE = makeForeignFile({ seed: 41, rows: 6 })
const imported = FILE.cards.map(({ number }) => number)
/** Like those of the file, and not in it. */
const NOBODYS = ['GC41X99999991234', '6036419999999123', '7419999999', 'ANY0THER1']

test('an imported number: found once it is committed, like any number that is none; not after', async () => {
  const { importId } = done(await stage(house.operator, house.programId, FILE))
  for (const number of ['GC41X99999991234', imported[0] ?? '']) {
    expect(refusalOf(await lookUp(number))).toBe('403 CARD_NOT_ACCEPTED_HERE')
    expect(await lookUpTender(number)).toBe('NO_TENDER_TYPE_FOUND')
  }
  done(await finance.call('commit-import', { importId, ...controlOf(FILE) }))
  await untilState(finance, importId, 'committed')

  const answers = await Promise.all([...imported, ...NOBODYS].map((number) => lookUp(number)))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  expect(answers[0]?.body.value).toMatchObject({
    programs: [{ programId: house.programId, currency: 'EUR', acceptedHere: true }],
  })
  const tenders = await Promise.all([...imported, ...NOBODYS].map((number) => lookUpTender(number)))
  expect(new Set(tenders)).toEqual(new Set(['TENDER_TYPE_FOUND']))
  expect(await lookUpTender(imported[0] ?? '', 'USD')).toBe('NO_TENDER_TYPE_FOUND')

  // What is known without a card is still told: a bank's, also mistyped, and our own check digit.
  expect(refusalOf(await lookUp('4111111111111111'))).toBe('422 BANK_CARD_REFUSED')
  expect(refusalOf(await lookUp('4111111111111112'))).toBe('403 CARD_NOT_ACCEPTED_HERE')
  expect(await lookUpTender('4111111111111112')).toBe('NO_TENDER_TYPE_FOUND')
  const { number } = await house.stockedCard()
  const typo = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`
  expect(refusalOf(await lookUp(typo))).toBe('422 NUMBER_CHECK_DIGIT')
  expect(await lookUpTender(typo)).toBe('PAN_FAILS_LUHN_CHECK')

  const reason = 'Wrong file'
  done(await finance.call('reverse-import', { importId, reason, exceptUsed: false }))
  await untilState(finance, importId, 'reversed')
  expect(refusalOf(await lookUp(imported[0] ?? ''))).toBe('403 CARD_NOT_ACCEPTED_HERE')
})

test('another program that nothing was imported into: is not told', async () => {
  const file = makeForeignFile({ seed: 42, rows: 3 })
  await addProgram(house, 'Harbour Card')
  const { importId } = done(await stage(house.operator, house.programId, file))
  done(await finance.call('commit-import', { importId, ...controlOf(file) }))
  await untilState(finance, importId, 'committed')
  const { value } = (await lookUp(file.cards[0]?.number ?? '')).body
  expect(value?.['programs']).toMatchObject([{ programId: house.programId }])
})

test('an import reversed but for what was used: the cards that stayed are used on', async () => {
  const own = await openApiHouse()
  const person = await secondPerson(own)
  const file = makeForeignFile({ seed: 43, rows: 30 })
  const { importId } = done(await stage(own.operator, own.programId, file))
  done(await person.call('commit-import', { importId, ...controlOf(file) }))
  await untilState(person, importId, 'committed')
  const card = digitsOnly(file)
  const sale = { amountMinor: 50, currency: 'EUR', card }
  const redeem = (requestId: string) => own.post('/v1/storedvalue/redeem', { ...sale, requestId })
  expect((await redeem('before')).status).toBe(200)
  const reversal = { importId, reason: 'Wrong file', exceptUsed: true }
  done(await person.call('reverse-import', reversal))
  expect(await untilState(person, importId, 'reversed')).toMatchObject({ importedRows: 1 })

  expect((await redeem('after')).body.value).toMatchObject({ appliedMinor: 50 })
  const { value } = (await own.post('/v1/cards/lookup', { number: card.number })).body
  expect(value?.['programs']).toMatchObject([{ programId: own.programId }])
  const station = await openCounter(own, own.location.locationId)
  expect(done(await station.ask('card-inquire', { card }))).toMatchObject({ refusal: null })
  station.close()

  // Once the last of them is out, too, such a number is a mistyped one again.
  for (const requestId of ['before', 'after']) {
    const undo = { requestId: `void-${requestId}`, original: { requestId } }
    expect((await own.post('/v1/storedvalue/void', undo)).status).toBe(200)
  }
  done(await person.call('reverse-import', reversal))
  expect(await untilState(person, importId, 'reversed')).toMatchObject({ importedRows: 0 })
  expect(refusalOf(await redeem('gone'))).toBe('422 NUMBER_CHECK_DIGIT')
  await own.close()
})

/** A card of a file whose number has ten digits and no check digit. */
function digitsOnly({ cards }: ReturnType<typeof makeForeignFile>) {
  const found = cards.find(
    ({ number, state, remainingMinor }) =>
      /^7\d{9}$/.test(number) &&
      !hasLuhnDigit(number as CardNumber) &&
      state === 'active' &&
      remainingMinor > 99,
  )
  if (!found) throw new Error('no such card in the file')
  return { number: found.number, pin: found.pin }
}
