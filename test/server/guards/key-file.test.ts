import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ROOT } from '../../../commands/run.ts'
import { addNumberKeys } from '../../../server/key-rotation.ts'
import { keySource } from '../../../server/key-source.ts'
import { loadKeys } from '../../../server/keys.ts'
import { freshKeys } from '../../../server/stored-keys.ts'

/** Some user that is not root and has nothing. */
const NOBODY = 65_534
const IS_ROOT = process.getuid?.() === 0

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'key-file-'))
  file = join(folder, 'keys.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

function isThere(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0
}

/** Runs a piece of this program in a process of its own, under another one. */
function runUnder(under: readonly string[], code: string) {
  const [program = '', ...args] = under
  const script = `
    const { addNumberKeys } = await import('${ROOT}server/key-rotation.ts')
    const { keySource } = await import('${ROOT}server/key-source.ts')
    const { loadKeys } = await import('${ROOT}server/keys.ts')
    const [folder, file] = ${JSON.stringify([folder, file])}
    ${code}`
  const node = [process.execPath, '--input-type=module', '-e', script]
  return spawnSync(program, [...args, ...node], { encoding: 'utf8' })
}

const CALLS = 'link,linkat,rename,renameat,renameat2,fsync,fdatasync'
const CHANGES = [
  ['made', () => undefined, 'loadKeys(folder)'],
  ['given a new version', () => loadKeys(folder), 'addNumberKeys(keySource(file, null))'],
] as const

test.runIf(isThere('strace')).each(CHANGES)(
  'a key file that is %s: its content is on the disk before its name, and its name before it is used',
  (_, prepare, change) => {
    prepare()
    const { status, stderr } = runUnder(['strace', '-f', '-y', '-e', `trace=${CALLS}`], change)
    expect(status).toBe(0)
    const calls = stderr.split('\n').filter((line) => line.includes(folder))
    const kinds = calls.map((line) => {
      if (/sync\(\d+<[^>]*\.new>/.test(line)) return 'content'
      return /sync\(/.test(line) ? 'folder' : 'name'
    })
    expect(kinds).toEqual(['content', 'name', 'folder'])
  },
)

test.runIf(IS_ROOT)('a rotation by root: the file stays that of its server', () => {
  loadKeys(folder)
  chownSync(file, NOBODY, NOBODY)
  addNumberKeys(keySource(file, null))
  expect(statSync(file)).toMatchObject({ uid: NOBODY, gid: NOBODY })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['keys.json'])
})

test.runIf(IS_ROOT)(
  'a first rotation of keys in the environment by root: a file of its server',
  () => {
    chownSync(folder, NOBODY, NOBODY)
    addNumberKeys(keySource(file, freshKeys()))
    expect(statSync(file)).toMatchObject({ uid: NOBODY, gid: NOBODY })
  },
)

test.runIf(IS_ROOT && isThere('setpriv'))(
  'a rotation by somebody who cannot give files away: refused in words, and nothing is changed',
  () => {
    loadKeys(folder)
    chownSync(file, NOBODY, NOBODY)
    const before = readFileSync(file, 'utf8')
    const code = `
      try { addNumberKeys(keySource(file, null)) } catch (error) { console.log(error.name, error.message) }`
    const { stdout } = runUnder(['setpriv', '--bounding-set', '-chown'], code)
    expect(stdout).toContain(`KeyFileError ${file} has to belong to user ${NOBODY}`)
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect(readdirSync(folder)).toEqual(['keys.json'])
  },
)
