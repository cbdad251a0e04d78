import { expect, test } from 'vitest'
import { createLog } from '../../server/log.ts'

const NUMBER = '9970011234567890123'

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  write(createLog('debug', { write: (line) => void lines.push(line) }))
  expect(lines.length).toBeGreaterThan(0)
  return lines.join('')
}

test.each<[string, (log: ReturnType<typeof createLog>) => void]>([
  ['in the message', (log) => log.info(`card ${NUMBER}`)],
  ['in a field', (log) => log.info({ text: `card ${NUMBER}` }, 'x')],
  ['deep in a field', (log) => log.info({ a: { b: [{ c: NUMBER }] } }, 'x')],
  ['in an error', (log) => log.error({ err: new Error(NUMBER) }, 'x')],
  ['in the cause of an error', (log) => log.error({ err: new Error('x', { cause: NUMBER }) })],
  ['in an error alone', (log) => log.error(new Error(NUMBER))],
  ['of a child', (log) => log.child({ part: 'x' }).info({ text: NUMBER })],
])('log: a card number %s is masked', (_, write) => {
  const text = logged(write)
  expect(text).not.toContain(NUMBER)
  expect(text).toContain('•••• 0123')
})

test('log: secret fields are left out whatever they hold', () => {
  const text = logged((log) =>
    log.info({ pin: '4711', request: { token: 'abc', password: 'pw' }, device: 'K7QM' }, 'x'),
  )
  for (const secret of ['4711', 'abc', 'pw"']) expect(text).not.toContain(secret)
  expect(text).toContain('K7QM')
})

test('log: ids and times stay readable', () => {
  const id = '01890000-0000-7000-8000-123456789012'
  expect(logged((log) => log.info({ id, atMs: 1_732_228_800_000 }))).toContain(id)
})
