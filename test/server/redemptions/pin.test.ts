import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cardLink } from '../../../server/cards/index.ts'
import { createNetwork } from '../../../server/network/index.ts'
import { createProgram } from '../../../server/programs/index.ts'
import { PIN_PROOF_MS } from '../../../server/redemptions/limits.ts'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import type { NetworkId, ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { newId } from '../../helpers/new-id.ts'
import { codeOf, done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, PREFIX } from '../stored-value/api-house.ts'
import { type Counter, openCounter } from './counter-house.ts'

const NOT_FOUND = 'CARD_NOT_FOUND_OR_PIN_INVALID'
const CAREFUL = '997002'
const WRONG = '00000000'

let house: ApiHouse
let till: Counter
let programId: ProgramId
beforeAll(async () => {
  house = await openApiHouse()
  till = await openCounter(house, house.location.locationId)
  programId = await carefulProgram(house.networkId, CAREFUL)
})
afterAll(async () => {
  till.close()
  await house.close()
})

/** A program that asks for the PIN at the station, too. */
async function carefulProgram(networkId: NetworkId, cardPrefix: string) {
  const made = await createProgram(house.context, {
    ...{ networkId, name: `Careful ${cardPrefix}`, cardPrefix, pinPolicy: 'always' },
    ...{ currency: currency('EUR'), reloadable: false, acceptedAt: 'network' },
    ...{ loadMinMinor: minor(500), loadMaxMinor: minor(5000), balanceMaxMinor: minor(5000) },
  })
  return done(made).programId
}

async function carefulCard() {
  const requestId = newId('issue')
  const call = { requestId, programId, amountMinor: 2000, fundedBy: 'cash' } as const
  const { number, pin, cardId } = done(await house.operator.call('issue-card', call))
  return { number, pin, link: cardLink(house.context.keys, house.url, cardId) }
}

const inquire = (card: object) => till.ask('card-inquire', { card })
const lookUp = (card: object) => till.ask('card-lookup', { card })
const redeem = (cardToken: string, requestId = newId('redeem')) =>
  till.ask('redeem', {
    ...{ requestId, cardToken, amountMinor: 500, currency: 'EUR', partial: 'deny' },
    ...{ payment: null, clerk: null, stationTimeMs: 1 },
  })
const withCheckDigit = (digits: string) => `${digits}${luhnDigit(digits)}`

describe('whether a PIN is asked for at the station', () => {
  test('by the first digits alone: a number that no card has is answered like any other', async () => {
    const { number } = await carefulCard()
    const nobodys = withCheckDigit(`${CAREFUL}123456789012`)
    expect(codeOf(await inquire({ number }))).toBe(NOT_FOUND)
    expect(codeOf(await inquire({ number: nobodys }))).toBe(NOT_FOUND)
    expect(done(await lookUp({ number }))).toEqual({ lastFour: number.slice(-4), pinAsked: true })
    expect(done(await lookUp({ number: nobodys }))).toEqual({
      lastFour: nobodys.slice(-4),
      pinAsked: true,
    })
  })

  test('not where the program does not ask, and not for what is no number of ours', async () => {
    const { number } = await house.activeCard(1000)
    expect(done(await lookUp({ number }))).toMatchObject({ pinAsked: false })
    const nobodys = withCheckDigit(`${PREFIX}123456789012`)
    expect(done(await lookUp({ number: nobodys }))).toMatchObject({ pinAsked: false })
    expect(codeOf(await lookUp({ number: '4111111111111111' }))).toBe('BANK_CARD_REFUSED')
  })

  test('not by the program of another network', async () => {
    const networkId = await createNetwork(house.context, 'Far Away')
    await carefulProgram(networkId, '997003')
    const number = withCheckDigit('997003123456789012')
    expect(done(await lookUp({ number }))).toMatchObject({ pinAsked: false })
  })

  test('of a link: its card; a made-up link is none', async () => {
    const { number, link } = await carefulCard()
    expect(codeOf(await inquire({ link }))).toBe(NOT_FOUND)
    expect(done(await lookUp({ link }))).toEqual({ lastFour: number.slice(-4), pinAsked: true })
    const madeUp = `${house.url}/c/AAAAAAAAAAAAAAAAAAAAAA`
    expect(codeOf(await lookUp({ link: madeUp }))).toBe(NOT_FOUND)
  })
})

describe('a card whose PIN is asked for', () => {
  test('by link and PIN: in hand; wrong ones count against its number, and lock it', async () => {
    const { number, pin, link } = await carefulCard()
    expect(done(await inquire({ link, pin }))).toMatchObject({ balanceMinor: 2000, refusal: null })
    for (let tries = 0; tries < 3; tries += 1) {
      expect(codeOf(await inquire({ link, pin: WRONG }))).toBe(NOT_FOUND)
    }
    expect(codeOf(await inquire({ link, pin }))).toBe('PIN_LOCKED')
    expect(codeOf(await inquire({ number, pin }))).toBe('PIN_LOCKED')
    // Whether it is locked is told to whoever gives a PIN only.
    expect(codeOf(await inquire({ number }))).toBe(NOT_FOUND)
  })

  test('asked again by its token: the balance, without the PIN', async () => {
    const { number, pin } = await carefulCard()
    const { cardToken } = done(await inquire({ number, pin }))
    done(await redeem(cardToken))
    expect(done(await inquire({ cardToken }))).toMatchObject({ balanceMinor: 1500, cardToken })
    expect(codeOf(await inquire({ cardToken: 'AAAAAAAAAAAAAAAA.AAAA' }))).toBe(NOT_FOUND)
  })

  test('read before the rule: its token takes nothing once the PIN is asked for', async () => {
    const { number, pin } = await house.activeCard(1000)
    const { cardToken } = done(await inquire({ number }))
    const { programId: changed } = house
    const { program } = done(await house.operator.call('read-program', { programId: changed }))
    const rules = { ...program.rules, pin: { ...program.rules.pin, cardPresent: true } }
    const change = { programId: changed, basedOn: program.ruleVersion, rules }
    done(await house.operator.call('change-rules', { ...change, validFrom: null, reason: 'theft' }))
    expect(codeOf(await redeem(cardToken))).toBe(NOT_FOUND)
    expect(done(await lookUp({ number }))).toMatchObject({ pinAsked: true })
    done(await redeem(done(await inquire({ number, pin })).cardToken))
  })

  test('the PIN is found nowhere: not in the log, not in the database', async () => {
    const { number, pin } = await carefulCard()
    await inquire({ number, pin: WRONG })
    done(await redeem(done(await inquire({ number, pin })).cardToken))
    const files = readdirSync(house.folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    expect(house.logged()).toContain('card-inquire')
    for (const text of [house.logged(), ...files]) expect(text.includes(pin)).toBe(false)
  })

  test('a token proves the PIN for a day; what is on record is answered from there for ever', async () => {
    const { number, pin } = await carefulCard()
    const { cardToken } = done(await inquire({ number, pin }))
    const requestId = newId('redeem')
    const first = done(await redeem(cardToken, requestId))
    house.advance(PIN_PROOF_MS - 60_000)
    const { cardToken: sameProof } = done(await inquire({ cardToken }))
    done(await redeem(cardToken))
    house.advance(120_000)
    expect(codeOf(await redeem(cardToken))).toBe(NOT_FOUND)
    expect(codeOf(await redeem(sameProof))).toBe(NOT_FOUND)
    expect(codeOf(await inquire({ cardToken }))).toBe(NOT_FOUND)
    const again = done(await redeem(cardToken, requestId))
    expect(again.answer).toEqual({ ...first.answer, replayed: true })
  })
})
