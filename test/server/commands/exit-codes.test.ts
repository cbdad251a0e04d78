import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServer, type TestServer } from '../house/open-server.ts'
import { runCommand } from './run-command.ts'

let server: TestServer
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

const WITH_USAGE = ['keys', 'verify', 'backup', 'seed', 'test-network', 'restore', 'integrity']

test.each(WITH_USAGE)(
  'an unknown flag of %s: named, with how the command is used',
  async (name) => {
    const { code, out, err } = await runCommand([name, '--perhaps'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain("'--perhaps'")
    expect(err).toContain(`countermark ${name}`)
    expect(err).not.toMatch(/\n\s+at /)
  },
)

const BESIDE = [
  ['import', 'list'],
  ['staff', 'list'],
  ['network', 'list'],
  ['settle', 'list'],
] as const

test.each(BESIDE)(
  '%s %s beside a running server: one sentence with what to do',
  async (...words) => {
    const { code, out, err } = await runCommand([...words, '--data', server.folder])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^Another server has .* open\. Stop it first.*\n$/)
  },
)

test('an address that is none: said in words, and exit 2', async () => {
  const words = ['staff', 'list', '--data', server.folder, '--database-url', 'mysql://elsewhere']
  const { code, err } = await runCommand(words)
  expect(code).toBe(2)
  expect(err).toContain('database-url')
  expect(err).not.toMatch(/\n\s+at /)
})
