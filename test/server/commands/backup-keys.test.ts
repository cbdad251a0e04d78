import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealKeys } from '../../../server/sealed-keys.ts'
import { freshKeys } from '../../../server/stored-keys.ts'
import { openServer, type TestServer } from '../house/open-server.ts'
import { runCommand } from './run-command.ts'

const PASSPHRASE = 'correct horse battery'

let server: TestServer
let folder: string
beforeAll(async () => {
  server = await openServer()
  folder = mkdtempSync(join(tmpdir(), 'countermark-keys-'))
  writeFileSync(join(folder, 'passphrase'), PASSPHRASE, { mode: 0o600 })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

function backUpKeys(to: string, more: readonly string[] = []) {
  const passphrase = ['--passphrase-file', join(folder, 'passphrase')]
  return runCommand(['backup', '--data', server.folder, '--keys-to', to, ...passphrase, ...more])
}

test('the keys of another ledger are not sealed as those of this one', async () => {
  const [to, other] = [join(folder, 'wrong.sealed'), join(folder, 'other.json')]
  writeFileSync(other, `${freshKeys(2)}\n`, { mode: 0o600 })
  const { code, out, err } = await backUpKeys(to, ['--key-file', other])
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain('holds the keys of another ledger')
  expect(existsSync(to)).toBe(false)
})

test('a file with these very keys stays as it is, and is right', async () => {
  const to = join(folder, 'keys.sealed')
  const first = await backUpKeys(to)
  expect(first.code).toBe(0)
  const sealed = readFileSync(to, 'utf8')
  const again = await backUpKeys(to)
  expect(again.code).toBe(0)
  expect(JSON.parse(again.out)).toEqual({ keys: to, unchanged: true })
  expect(readFileSync(to, 'utf8')).toBe(sealed)
})

test.each([
  ['other keys', () => sealKeys(`${freshKeys(2)}\n`, PASSPHRASE), 'holds other keys'],
  ['another passphrase', () => sealKeys('keys', 'another passphrase'), 'passphrase does not open'],
  ['something else', () => 'a letter', 'no file of sealed keys'],
])('a file with %s: refused with what to do, and left as it is', async (name, make, said) => {
  const to = join(folder, `${name}.sealed`)
  const text = make()
  writeFileSync(to, text)
  const { code, out, err } = await backUpKeys(to)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain(said)
  expect(err).toContain('Choose another name')
  expect(readFileSync(to, 'utf8')).toBe(text)
})

test.each([
  ['a folder that is not there', () => join(folder, 'none', 'keys.sealed'), [], 'none'],
  ['a folder', () => folder, [], 'is a folder'],
  ['a passphrase file that is not there', () => join(folder, 'p.sealed'), ['nobody.txt'], 'nobody'],
] as const)('%s: said in one sentence, with the name', async (_, to, passphrases, said) => {
  const more = passphrases.flatMap((name) => ['--passphrase-file', join(folder, name)])
  const { code, out, err } = await backUpKeys(to(), more)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toContain(said)
  expect(err).toContain(folder)
  expect(err).not.toMatch(/\n\s+at /)
})
