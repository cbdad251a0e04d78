import { afterAll, beforeAll, expect, test } from 'vitest'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import { type ApiHouse, openApiHouse, PREFIX, refusalOf } from '../stored-value/api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

const lookUp = (number: string, key?: string) => house.post('/v1/cards/lookup', { number }, key)
const numberOf = (digits: string) => `${digits}${luhnDigit(digits)}`

test('a number of a program: its name, currency, and whether the PIN is needed', async () => {
  const answer = await lookUp(numberOf(`${PREFIX}000000000001`))
  expect(answer.body.value).toEqual({
    programs: [
      {
        ...{ programId: house.programId, name: 'Old Town Card', currency: 'EUR' },
        ...{ acceptedHere: true, pinNeeded: true },
      },
    ],
  })
  const nowhere = await house.addKey({ locationId: null })
  const elsewhere = await lookUp(numberOf(`${PREFIX}000000000001`), nowhere)
  expect(elsewhere.body.value).toMatchObject({ programs: [{ acceptedHere: false }] })
})

test('active, in stock, and no card at all: one and the same answer', async () => {
  const [active, stocked] = [await house.activeCard(2500), await house.stockedCard()]
  const numbers = [active.number, stocked.number, numberOf(`${PREFIX}000000000002`)]
  const answers = await Promise.all(numbers.map((number) => lookUp(number)))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
})

function wrongNumber(): string {
  const digits = `${PREFIX}000000000003`
  return `${digits}${(Number(luhnDigit(digits)) + 1) % 10}`
}

test.each([
  ['a wrong check digit', wrongNumber(), '422 NUMBER_CHECK_DIGIT'],
  ['a bank card', '4111111111111111', '422 BANK_CARD_REFUSED'],
  ['another issuer’s number', numberOf('960000000000000000'), '403 CARD_NOT_ACCEPTED_HERE'],
  ['no number', '12ab', '400 REQUEST_MALFORMED'],
])('%s: refused', async (_, number, refusal) => {
  expect(refusalOf(await lookUp(number))).toBe(refusal)
})
