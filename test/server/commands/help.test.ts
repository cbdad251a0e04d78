import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { helpText as serverHelp } from '../../../server/settings.ts'
import { FLAGS, helpText as stationHelp } from '../../../src/main/station/host/flags.ts'
import { runCommand } from './run-command.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-help-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Flags that the documents name for each command. */
const NAMED = [
  ['verify', ['--data', '--database-url', '--key-file', '--since-checkpoint', '--expect']],
  ['integrity', ['--data', '--file']],
  ['backup', ['--data', '--to', '--keys-to', '--passphrase-file', '--database-url']],
  ['restore', ['--from', '--data', '--keys-from', '--passphrase-file', '--force']],
  ['move', ['--data', '--to', '--give-up', '--target-lost']],
  ['keys', ['rotate', 'drop', 'new', 'print', '--version', '--data', '--key-file']],
  ['seed', ['--data']],
  ['import', ['check', 'commit', 'reverse', '--program', '--source', '--rows', '--data']],
  ['settle', ['approve', 'give-up', '--cut-off', '--reason', '--data', '--database-url']],
  ['network', ['create', 'program', '--currency', '--zone', '--email', '--data']],
  ['staff', ['add', 'password', '--role', '--data', '--database-url']],
  ['card', ['READING', 'PREFIX']],
  ['test-network', ['--data', '--database-url', '--email']],
] as const

test.each(NAMED)('%s --help: tells every flag, does nothing, and is right', async (name, flags) => {
  const { code, out, err } = await runCommand([name, '--help'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  for (const flag of flags) expect(out).toContain(flag)
})

test('restore without its file, and with a flag that is none: how the keys are given is told, too', async () => {
  for (const words of [['restore'], ['restore', '--form', 'monday.db']]) {
    const { code, err } = await runCommand(words)
    expect(code).toBe(2)
    expect(err).toContain('--keys-from FILE')
  }
})

test('the settings of server and station: a blank stands behind each value', () => {
  expect(serverHelp()).toContain('--activation-hours HOURS how long')
  const words = stationHelp('npm run kiosk --').replaceAll(/ +/g, ' ')
  for (const [name, { value, what }] of Object.entries(FLAGS))
    expect(words).toContain(`--${name} ${value} ${what}`)
})

test('network create with a word that is wrong: no folder, no ledger and no keys are left behind', async () => {
  const PLACE = ['--currency', 'EUR', '--zone', 'Europe/Paris']
  for (const wrong of [
    ['--currency', 'EURO', '--zone', 'Europe/Paris', '--email', 'ana@old.example'],
    [...PLACE, '--email', 'nobody'],
    PLACE,
  ]) {
    const data = join(folder, 'network')
    const words = ['network', 'create', '--data', data, '--name', 'Old Town', ...wrong]
    expect(await runCommand(words)).toMatchObject({ code: 2, out: '' })
    expect(existsSync(data)).toBe(false)
  }
})

test('test-network for an address that is taken or is none: said, and no network without people is made', async () => {
  const data = join(folder, 'trial')
  const make = (email: string) => runCommand(['test-network', '--data', data, '--email', email])
  expect(await make('tess')).toMatchObject({ code: 2, out: '' })
  expect(existsSync(data)).toBe(false)
  expect((await make('tess@trial.example')).code).toBe(0)
  const again = await make('Tess@trial.example')
  expect(again).toMatchObject({ code: 1, out: '' })
  expect(again.err).toContain('Give another with --email')
  const { out } = await runCommand(['network', 'list', '--data', data])
  expect(out.trimEnd().split('\n')).toHaveLength(1)
})

test('the folder of the server: named by COUNTERMARK_DATA, as for the server, unless a flag says another', async () => {
  const data = join(folder, 'named')
  const env = { COUNTERMARK_DATA: data }
  expect(await runCommand(['seed'], env)).toMatchObject({ code: 0, err: '' })
  expect(existsSync(join(data, 'countermark.db'))).toBe(true)
  const { code, out } = await runCommand(['staff', 'list'], env)
  expect({ code, people: out.trim().split('\n').length }).toEqual({ code: 0, people: 2 })
  expect(await runCommand(['verify'], env)).toMatchObject({ code: 0 })
  const elsewhere = ['staff', 'list', '--data', join(folder, 'another')]
  expect((await runCommand(elsewhere, env)).code).not.toBe(0)
}, 60_000)
