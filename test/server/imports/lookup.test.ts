import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AdminBrowser } from '../house/admin-browser.ts'
import { done } from '../house/open-server.ts'
import { fieldOf, lookupXml, postXml } from '../radial/xml-house.ts'
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
