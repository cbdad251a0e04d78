import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Content, contentHash } from '../../../server/stored-value/content-hash.ts'

/** Names that meet in every order, with those of numbers, which objects put first. */
const name = fc.constantFrom('a', 'b', 'amount', 'Z', '10', '9', '')
const { content } = fc.letrec<{ content: Content }>((tie) => ({
  content: fc.oneof(
    { maxDepth: 3 },
    fc.string({ maxLength: 6 }),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie('content'), { maxLength: 3 }),
    fc.dictionary(name, tie('content'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

/** The rule in the plainest words: members sorted, those without a value left out. */
function plainText(value: Content): string {
  if (Array.isArray(value)) return `[${value.map(plainText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const members = Object.entries(value as Record<string, Content>)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${plainText(member)}`)
  return `{${members.join(',')}}`
}

test('a request is hashed in the same form for ever, whatever the order of its members', () => {
  fc.assert(
    fc.property(content, (value) => {
      const expected = createHash('sha256')
        .update(`redeem ${plainText(value)}`)
        .digest()
      expect(contentHash('redeem', value)).toEqual(expected)
    }),
    { numRuns: 1_000 },
  )
})
