import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { luhnDigit } from '../../../src/contract/card-number.ts'
import { pinoLog } from '../../../src/main/station/host/log.ts'
import type { LogFields } from '../../../src/main/station/ports.ts'

function write(event: string, fields?: LogFields): string {
  const lines: string[] = []
  pinoLog({ level: 'debug', to: { write: (line) => lines.push(line) } }).warn(event, fields)
  expect(lines).toHaveLength(1)
  return lines.join('')
}

function written(event: string, fields?: LogFields): Record<string, unknown> {
  return JSON.parse(write(event, fields)) as Record<string, unknown>
}

describe('station log: what stays', () => {
  test('events, numbers, times, masked cards and ids', () => {
    const fields = {
      requestId: '01912345-6789-7012-8345-678901234567',
      card: '•••• 1234',
      atMs: 1_732_226_400_000,
      count: 3,
      ok: true,
      address: '192.0.2.20:9100',
      server: 'https://cards.example/base',
      nothing: null,
    }
    expect(written('link-opened', fields)).toMatchObject({ ...fields, msg: 'link-opened' })
  })

  test('a level that is not wanted writes nothing', () => {
    const lines: string[] = []
    const log = pinoLog({ level: 'error', to: { write: (line) => lines.push(line) } })
    log.info('a')
    log.warn('b')
    log.error('c')
    expect(lines).toHaveLength(1)
  })
})

describe('station log: what is withheld', () => {
  test.each([
    ['a PIN by its name', { pin: '1234' }],
    ['a PIN as a number', { cardPin: 1234 }],
    ['a token', { activationToken: 'abcdef' }],
    ['a reading', { reading: 'anything' }],
    ['what stands behind the hash of a link', { link: 'https://cards.example/activate#1234' }],
    ['what stands behind the question mark', { url: 'http://127.0.0.1:1/?key=1234' }],
  ])('%s', (_name, fields: LogFields) => {
    const line = write('event', fields)
    expect(line).toContain('[withheld]')
    expect(line).not.toMatch(/1234|abcdef|anything/)
  })

  test('card numbers in any dress, in the event and in fields', () => {
    const dress = fc.constantFrom(
      (digits: string) => digits,
      (digits: string) => digits.replace(/(.{4})/g, '$1 '),
      (digits: string) => digits.replace(/(.{4})/g, '$1-'),
      (digits: string) => `;${digits}=4912?`,
      (digits: string) => `could not read ${digits}!`,
    )
    const digits = fc
      .tuple(
        fc.constantFrom('997001', '4111', '37'),
        fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 12, maxLength: 12 }),
      )
      .map(([head, rest]) => head + rest + luhnDigit(head + rest))
    fc.assert(
      fc.property(digits, dress, (number, dressed) => {
        const { time: _time, ...line } = written(dressed(number), { why: dressed(number), n: 1 })
        const text = JSON.stringify(line).replace(/\D/g, '')
        expect(text).not.toContain(number)
        expect(text).not.toContain(number.slice(-8))
        expect(line['n']).toBe(1)
      }),
    )
  })

  test('a bank number passed as a number', () => {
    expect(written('event', { value: 4_111_111_111_111_111 })['value']).toBe('[withheld]')
  })

  test('texts are cut, so that no paper gets in', () => {
    expect(String(written('event', { why: 'x'.repeat(5_000) })['why']).length).toBe(500)
  })
})
