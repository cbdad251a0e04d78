import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ADMIN } from '../../src/contract/admin/table.ts'
import { requestIdSchema, uuidV7 } from '../../src/contract/ids.ts'
import { parseJson, parseUnknown } from '../../src/contract/parse.ts'
import { ERRORS, REFUSALS, refused } from '../../src/contract/refusals.ts'
import { replySchema } from '../../src/contract/reply-schemas.ts'
import { SCREEN } from '../../src/contract/screen/commands.ts'
import { SCREEN_COMMANDS } from '../../src/contract/screen/names.ts'
import { activationLink, parseActivationLink } from '../../src/contract/wire/activation.ts'
import { CLOSE_REASONS, splitFrame } from '../../src/contract/wire/frames.ts'
import { WIRE } from '../../src/contract/wire/messages.ts'

describe('contract', () => {
  test('codes: each is in one list only, and says what to do next in a whole sentence', () => {
    const shared = Object.keys(REFUSALS).filter((code) => code in ERRORS)
    expect(shared).toEqual([])
    for (const entry of [...Object.values(REFUSALS), ...Object.values(ERRORS)]) {
      expect(entry.message).toMatch(/[.!]$/)
      expect(entry.message.split(/[.;:]/).length, entry.message).toBeGreaterThan(2)
    }
  })

  test('precedence: what was asked before is looked at before the card is', () => {
    const order = Object.keys(REFUSALS)
    const ahead = (first: string, second: string) =>
      expect(order.indexOf(first), `${first} before ${second}`).toBeLessThan(order.indexOf(second))
    ahead('REQUEST_ID_REUSED', 'VOIDED_BEFORE_ARRIVAL')
    ahead('PAYMENT_ALREADY_TAKEN', 'INSUFFICIENT_FUNDS')
    ahead('POSSIBLE_DUPLICATE', 'CARD_NOT_ACTIVE')
    ahead('CARD_NOT_FOUND_OR_PIN_INVALID', 'CARD_BLOCKED')
    ahead('FUNDS_HELD', 'INSUFFICIENT_FUNDS')
  })

  test('tables: every params schema is strict, so that an unknown field is an error', () => {
    const tables = { ...WIRE, ...SCREEN, ...ADMIN }
    expect(Object.keys(tables).length).toBeGreaterThan(35)
    for (const [name, { params }] of Object.entries(tables)) {
      expect((params as z.ZodObject).def.catchall?._zod.def.type, name).toBe('never')
    }
  })

  test('tables: every text and list that arrives has a maximum', () => {
    for (const [name, { params }] of Object.entries({ ...WIRE, ...SCREEN, ...ADMIN })) {
      const schema = JSON.stringify(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }))
      const open = (JSON.parse(schema, unbounded) as { unbounded?: string[] }).unbounded ?? []
      expect(open, `${name}: ${open.join(', ')}`).toEqual([])
    }
  })

  test('screen: the names the preload exposes are those of the table', () => {
    expect(Object.keys(SCREEN).sort()).toEqual([...SCREEN_COMMANDS].sort())
  })

  test('close codes: each its own, inside the range left to applications', () => {
    const codes = Object.values(CLOSE_REASONS)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(code >= 4000 && code <= 4999).toBe(true)
  })

  test('uuidV7: of the form of RFC 9562 and ordered by time', () => {
    const random = () => crypto.getRandomValues(new Uint8Array(10))
    const ids = [1, 1_700_000_000_000, 1_800_000_000_001].map((time) => uuidV7(time, random()))
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect([...ids].sort()).toEqual(ids)
  })

  test('requestIdSchema: callers ids pass, log-breaking ones do not', () => {
    for (const good of ['1001', 'A/b:c+d_e-f.9', 'x'.repeat(128)])
      expect(requestIdSchema.safeParse(good).success).toBe(true)
    for (const bad of ['', 'a b', 'a\nb', 'x'.repeat(129), 'é', 5])
      expect(requestIdSchema.safeParse(bad).success).toBe(false)
  })

  test('activation links: taken apart as they were put together, everything else refused', () => {
    const token = 'A'.repeat(43)
    for (const base of [
      'https://gift.example.org',
      'http://127.0.0.1:4600',
      'https://a.example/base',
    ]) {
      expect(parseActivationLink(` ${activationLink(base, token)}\n`)).toEqual({
        serverUrl: base,
        token,
      })
    }
    for (const bad of [
      '',
      'x',
      `ftp://a/activate#${token}`,
      `https://a/other#${token}`,
      'https://a/activate#short',
      `https://a/activate?t=${token}`,
    ]) {
      expect(parseActivationLink(bad)).toBeUndefined()
    }
  })

  test('frames: the mac is the 43 characters before the dot', () => {
    expect(splitFrame(`${'m'.repeat(43)}.{"a":1}`)).toEqual({
      mac: 'm'.repeat(43),
      json: '{"a":1}',
    })
    for (const bad of ['', '{}', `${'m'.repeat(42)}.{}`]) expect(splitFrame(bad)).toBeUndefined()
  })

  test('parseUnknown: never throws, names the place, and does not echo the value', () => {
    const schema = z.strictObject({ card: z.strictObject({ number: z.string().regex(/^\d+$/) }) })
    const secret = '9970011234567894417x'
    const result = parseUnknown(schema, { card: { number: secret } } as unknown)
    expect(result.ok).toBe(false)
    if (result.ok) return
    expect(result.problem.path).toBe('card.number')
    expect(JSON.stringify(result)).not.toContain(secret)
    fc.assert(fc.property(fc.anything(), (value: unknown) => void parseUnknown(schema, value)))
    expect(parseJson(schema, '{').ok).toBe(false)
  })

  test('replies: a reply is a success, a refusal or an error, never two of them', () => {
    const schema = replySchema(z.strictObject({ n: z.int() }))
    expect(schema.safeParse({ ok: true, value: { n: 1 } }).success).toBe(true)
    expect(schema.safeParse(refused('INSUFFICIENT_FUNDS')).success).toBe(true)
    for (const bad of [
      { ok: true },
      { ok: false },
      { ...refused('CARD_BLOCKED'), value: { n: 1 } },
    ]) {
      expect(schema.safeParse(bad).success).toBe(false)
    }
  })
})

/** A JSON reviver that carries the names of unbounded strings and arrays up to the root. */
function unbounded(this: unknown, key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const node = value as Record<string, unknown>
  const found: string[] = []
  for (const [name, child] of Object.entries(node)) {
    const inner = (child as { unbounded?: string[] } | null)?.unbounded
    if (Array.isArray(inner)) found.push(...inner.map((path) => `${name}.${path}`))
  }
  const bounded =
    'maxLength' in node ||
    'pattern' in node ||
    'enum' in node ||
    'const' in node ||
    'format' in node
  if (node['type'] === 'string' && !bounded) found.push(key)
  if (node['type'] === 'array' && !('maxItems' in node)) found.push(key)
  return found.length > 0 ? { ...node, unbounded: found } : value
}
