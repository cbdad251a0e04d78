import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openHmac } from '../../server/hmac.ts'

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  // Around the length from which on another way is taken, with characters of one and three bytes.
  fc.constantFrom('x'.repeat(16_384), 'x'.repeat(16_385), '€'.repeat(16_384), '€'.repeat(20_000)),
)
const part = fc.oneof(text, fc.uint8Array({ maxLength: 300 }))
const key = fc.uint8Array({ minLength: 1, maxLength: 64 })

test('HMAC-SHA256 of any parts one after another, under any key of a block', () => {
  fc.assert(
    fc.property(key, fc.array(part, { maxLength: 4 }), text, (secret, parts, other) => {
      const expected = createHmac('sha256', secret)
      for (const one of parts) expected.update(one)
      const hmac = openHmac(secret)
      hmac.ofText(other)
      expect(hmac.digest(...parts)).toEqual(expected.digest())
    }),
  )
})

test('what was given stays as it is when the next is made', () => {
  const hmac = openHmac(new Uint8Array(32).fill(7))
  const [first, again] = [hmac.digest('one'), Buffer.from(hmac.digest('one'))]
  hmac.digest('two')
  expect(first).toEqual(again)
})
