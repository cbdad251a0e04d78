import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { parseJson, parseUnknown } from '../../src/contract/parse.ts'

const schema = z.strictObject({
  amount: z.int(),
  card: z.strictObject({ number: z.string().regex(/^\d+$/), kind: z.enum(['a', 'b']) }),
})
const card = { number: '1', kind: 'a' }

describe('parsing what came from outside', () => {
  test('of the expected form: the value', () => {
    const input: unknown = { amount: 1, card }
    expect(parseUnknown(schema, input)).toEqual({ ok: true, value: input })
  })

  test.each<[string, unknown, string]>([
    ['an unknown member', { amount: 1, card, 63275951: 1 }, ''],
    ['an unknown member further in', { amount: 1, card: { ...card, 63275951: 1 } }, 'card'],
    ['a wrong value', { amount: 1, card: { ...card, number: '63275951x' } }, 'card.number'],
    ['none of the choices', { amount: 1, card: { ...card, kind: '63275951' } }, 'card.kind'],
    ['another type', { amount: '63275951', card }, 'amount'],
  ])('%s: the place and what to do, without what was sent', (_, input, path) => {
    const parsed = parseUnknown(schema, input)
    expect(parsed).toMatchObject({ ok: false, problem: { path } })
    expect(JSON.stringify(parsed)).not.toContain('63275951')
  })

  test.each<[string, unknown, string, string]>([
    ['a member left out', { card }, 'amount', 'it is missing; give a number'],
    [
      'one further in',
      { amount: 1, card: { kind: 'a' } },
      'card.number',
      'it is missing; give a text',
    ],
    ['all of a part', { amount: 1 }, 'card', 'it is missing; give an object'],
    ['decimals', { amount: 12.5, card }, 'amount', 'it has to be a whole number'],
    ['null', { amount: null, card }, 'amount', 'it has to be a number'],
    ['a list', [], '', 'it has to be an object'],
  ])('%s: what to give, in words of everyday', (_, input, path, message) => {
    expect(parseUnknown(schema, input)).toEqual({ ok: false, problem: { path, message } })
  })

  test('text that is not JSON: a problem like any other, nothing quoted', () => {
    const parsed = parseJson(schema, '{"amount": 63275951')
    expect(parsed).toEqual({ ok: false, problem: { path: '', message: 'not JSON' } })
  })

  test.each([
    ['half of a pair', 'a\ud800'],
    ['the other half', '\udc00a'],
    ['a NUL', 'a\0b'],
  ])('text that no database keeps as it is (%s): refused, with its place', (_, label) => {
    const open = z.strictObject({ lines: z.array(z.strictObject({ label: z.string() })) })
    const whole: unknown = { label: 'whole 🎁' }
    const input: unknown = { lines: [whole, { label }] }
    const parsed = parseUnknown(open, input)
    expect(parsed).toMatchObject({ ok: false, problem: { path: 'lines.1.label' } })
    const sound: unknown = { lines: [whole] }
    expect(parseUnknown(open, sound).ok).toBe(true)
  })

  test.each([
    ['half of a pair, escaped', String.raw`"a\ud800"`],
    ['half of a pair, escaped in capitals', String.raw`"\uDC00a"`],
    ['half of a pair as it is', '"a\ud800"'],
    ['a NUL, escaped', String.raw`"a\u0000b"`],
  ])('the same in JSON (%s): refused, with its place', (_, label) => {
    const labels = z.strictObject({ labels: z.array(z.string()) })
    const parsed = parseJson(labels, `{"labels": ["whole", ${label}]}`)
    expect(parsed).toMatchObject({ ok: false, problem: { path: 'labels.1' } })
  })

  test.each([
    ['letters and a gift', '"é 🎁"'],
    ['a whole pair, escaped', String.raw`"\ud83c\udf81"`],
    ['a backslash before a u', String.raw`"\\ud800"`],
  ])('JSON with text of whole characters (%s): taken', (_, label) => {
    const parsed = parseJson(z.strictObject({ label: z.string() }), `{"label": ${label}}`)
    expect(parsed).toMatchObject({ ok: true, value: { label: JSON.parse(label) } })
  })
})
