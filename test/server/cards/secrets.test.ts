import { randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  cardLink,
  createPins,
  lookupOf,
  makeCardNumber,
  makeCardToken,
  makePin,
  openSealed,
  readCardLink,
  readCardToken,
  sealText,
} from '../../../server/cards/index.ts'
import { ARGON2ID } from '../../../server/cards/pin.ts'
import { type Keys, loadKeys } from '../../../server/keys.ts'
import {
  cardNumber,
  hasLuhnDigit,
  isBankCard,
  type Pin,
} from '../../../src/contract/card-number.ts'
import { type CardId, type CardToken, type DeviceId, uuidV7 } from '../../../src/contract/ids.ts'

let folder = ''
let keys: Keys
let otherKeys: Keys
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cards-'))
  keys = loadKeys(path.join(folder, 'one'))
  otherKeys = loadKeys(path.join(folder, 'two'))
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

function newCardId(): CardId {
  return uuidV7(1_700_000_000_000, randomBytes(10)) as CardId
}

describe('numbers', () => {
  test('10,000 of them: 19 digits, right check digit, all different, none a bank card', () => {
    const prefixes = ['997001', '9970', '60064']
    const numbers = Array.from({ length: 10_000 }, (_, at) =>
      makeCardNumber(prefixes[at % 3] ?? '', randomBytes),
    )
    expect(new Set(numbers).size).toBe(10_000)
    expect(numbers.filter((number) => !/^\d{19}$/.test(number))).toEqual([])
    expect(numbers.filter((number) => !hasLuhnDigit(number))).toEqual([])
    expect(numbers.filter(isBankCard)).toEqual([])
  })

  test('each random place takes each digit about as often', () => {
    const numbers = Array.from({ length: 10_000 }, () => makeCardNumber('997001', randomBytes))
    for (let place = 6; place < 18; place += 1) {
      const counts = Array<number>(10).fill(0)
      for (const number of numbers) {
        const digit = Number(number.charAt(place))
        counts[digit] = (counts[digit] ?? 0) + 1
      }
      // Eight standard deviations around 1,000.
      expect(Math.min(...counts)).toBeGreaterThan(760)
      expect(Math.max(...counts)).toBeLessThan(1_240)
    }
  })

  test.each(['4000', '5100', '3782', '99', '9970011', ''])('the prefix "%s": never', (prefix) => {
    expect(() => makeCardNumber(prefix, randomBytes)).toThrow('prefix')
  })

  test('a number is found by an HMAC that says nothing without the key', () => {
    const number = makeCardNumber('997001', randomBytes)
    expect(lookupOf(keys, number)).toEqual(lookupOf(keys, number))
    expect(lookupOf(keys, number)).not.toEqual(lookupOf(otherKeys, number))
  })

  test('a typing error in any one place is noticed', () => {
    const number = makeCardNumber('997001', randomBytes)
    for (let place = 0; place < 19; place += 1) {
      const digit = (Number(number.charAt(place)) + 1) % 10
      const typed = cardNumber(`${number.slice(0, place)}${digit}${number.slice(place + 1)}`)
      expect(hasLuhnDigit(typed)).toBe(false)
    }
  })
})

describe('PINs', () => {
  test('only the PIN of that card is right', async () => {
    const pins = createPins(keys.pinPepper)
    const [cardId, otherId] = [newCardId(), newCardId()]
    const pin = makePin(randomBytes)
    expect(pin).toMatch(/^\d{8}$/)
    const pinHash = await pins.hashPin(cardId, pin)
    expect(pinHash).toContain('$argon2id$v=19$m=47104,t=1,p=1$')
    const wrong = (pin === '00000000' ? '11111111' : '00000000') as Pin
    expect(await pins.checkPin({ cardId, pinHash }, pin)).toBe('right')
    expect(await pins.checkPin({ cardId, pinHash }, wrong)).toBe('wrong')
    expect(await pins.checkPin({ cardId: otherId, pinHash }, pin)).toBe('wrong')
    expect(await pins.checkPin({ cardId, pinHash }, undefined)).toBe('absent')
    const stolen = createPins(otherKeys.pinPepper)
    expect(await stolen.checkPin({ cardId, pinHash }, pin)).toBe('wrong')
  })

  test('an unknown card costs the same work as a wrong PIN', async () => {
    let verifications = 0
    const counted = {
      hash: ARGON2ID.hash,
      verify: (hashed: string, secret: string) => {
        verifications += 1
        return ARGON2ID.verify(hashed, secret)
      },
    }
    const pins = createPins(keys.pinPepper, counted)
    const cardId = newCardId()
    const pinHash = await pins.hashPin(cardId, '12345678' as Pin)
    const pin = '87654321' as Pin
    expect(await pins.checkPin(undefined, pin)).toBe('wrong')
    expect(await pins.checkPin({ cardId, pinHash }, pin)).toBe('wrong')
    expect(await pins.checkPin({ cardId, pinHash: null }, pin)).toBe('absent')
    expect(verifications).toBe(3)
  })
})

describe('card tokens', () => {
  const deviceId = randomUUID() as unknown as DeviceId
  const other = randomUUID() as unknown as DeviceId

  test('this device reads its own; no other device and no other server does', () => {
    for (const pinProvedAtMs of [null, 0, 1_795_000_000_123]) {
      const card = { cardId: newCardId(), pinProvedAtMs }
      const token = makeCardToken(keys.cardToken, deviceId, card)
      expect(readCardToken(keys.cardToken, deviceId, token)).toEqual(card)
      expect(readCardToken(keys.cardToken, other, token)).toBeUndefined()
      expect(readCardToken(otherKeys.cardToken, deviceId, token)).toBeUndefined()
    }
  })

  test('a token changed in any one place is none', () => {
    const card = { cardId: newCardId(), pinProvedAtMs: null }
    const token = makeCardToken(keys.cardToken, deviceId, card)
    let changed = 0
    for (let place = 0; place < token.length; place += 1) {
      for (const letter of ['A', 'Q', '.', '_']) {
        if (token.charAt(place) === letter) continue
        const forged = `${token.slice(0, place)}${letter}${token.slice(place + 1)}` as CardToken
        const read = readCardToken(keys.cardToken, deviceId, forged)
        // The last letter of base64url carries bits that say nothing.
        if (read !== undefined) expect(read).toEqual(card)
        else changed += 1
      }
    }
    expect(changed).toBeGreaterThan(150)
  })
})

describe('card links', () => {
  test('name the card to the server that made them, and say nothing', () => {
    const cardId = newCardId()
    const link = cardLink(keys, 'https://cards.example/', cardId)
    expect(link).toMatch(/^https:\/\/cards\.example\/c\/[A-Za-z0-9_-]{22}$/)
    expect(link).not.toContain(cardId.slice(0, 8))
    expect(readCardLink(keys, link)).toBe(cardId)
    expect(readCardLink(keys, ` ${link}\n`)).toBe(cardId)
    expect(readCardLink(otherKeys, link)).toBeUndefined()
  })

  test('of 20,000 made-up ones none names a card', () => {
    const known = Array.from({ length: 20_000 }, () => {
      const token = randomBytes(16).toString('base64url')
      return readCardLink(keys, `https://cards.example/c/${token}`)
    })
    // One in 64 opens to the form of an id; its time and the rest make it nobody's.
    expect(known.filter((cardId) => cardId !== undefined).length).toBeLessThan(600)
    expect(readCardLink(keys, 'https://cards.example/activate#abc')).toBeUndefined()
    expect(readCardLink(keys, '')).toBeUndefined()
  })
})

describe('sealing', () => {
  test('opens with the same key for the same row only, and not after a change', () => {
    const options = { key: keys.numberSeal, text: '9970012345', boundTo: 'row 1', randomBytes }
    const sealed = sealText(options)
    expect(Buffer.from(sealed).includes('9970012345')).toBe(false)
    expect(openSealed({ ...options, sealed })).toBe('9970012345')
    expect(openSealed({ ...options, sealed, boundTo: 'row 2' })).toBeUndefined()
    expect(openSealed({ ...options, sealed, key: otherKeys.numberSeal })).toBeUndefined()
    for (let place = 0; place < sealed.length; place += 1) {
      const changed = Uint8Array.from(sealed)
      changed[place] = (changed[place] ?? 0) ^ 1
      expect(openSealed({ ...options, sealed: changed })).toBeUndefined()
    }
    expect(openSealed({ ...options, sealed: sealed.subarray(0, 20) })).toBeUndefined()
  })
})
