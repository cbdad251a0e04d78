import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMac, isMacOf } from '../../../server/stations/session-keys.ts'

const hmac = (key: Uint8Array, text: string) =>
  createHmac('sha256', key).update(text, 'utf8').digest('base64url')

test('mac: HMAC-SHA256 of any text under any key, whatever was macced before', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    // Around the length from which on another way is taken, with characters of one and three bytes.
    fc.constantFrom('x'.repeat(16_384), 'x'.repeat(16_385), '€'.repeat(16_384), '€'.repeat(20_000)),
  )
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), text, text, (key, one, other) => {
      const macOf = createMac(key)
      expect([macOf(one), macOf(other), macOf('')]).toEqual([
        ...[hmac(key, one), hmac(key, other), hmac(key, '')],
      ])
    }),
  )
})

test('mac: sessions side by side do not disturb each other', () => {
  const keys = Array.from({ length: 50 }, () => randomBytes(32))
  const macs = keys.map((key) => createMac(key))
  for (const [at, key] of keys.entries())
    expect(macs[at]?.(`text ${at}`)).toBe(hmac(key, `text ${at}`))
})

test('mac: only the right one of the right text is right', () => {
  const macOf = createMac(randomBytes(32))
  const right = macOf('a text')
  expect(isMacOf(macOf, 'a text', right)).toBe(true)
  const wrongs = [
    ...Array.from(right, (letter, at) => replaceAt(right, at, letter === 'A' ? 'B' : 'A')),
    ...['', right.slice(1), `${right}A`, replaceAt(right, 0, 'é'), replaceAt(right, 42, '€')],
    // The same byte in another alphabet.
    replaceAt(right, 5, String.fromCharCode(0x100 + right.charCodeAt(5))),
  ]
  expect(wrongs.filter((wrong) => isMacOf(macOf, 'a text', wrong))).toEqual([])
  expect(isMacOf(macOf, 'another text', right)).toBe(false)
})

function replaceAt(text: string, at: number, letter: string): string {
  return text.slice(0, at) + letter + text.slice(at + 1)
}
