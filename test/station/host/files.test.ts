import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileSecrets } from '../../../src/main/station/host/file-secrets.ts'
import { lockFolder } from '../../../src/main/station/host/folder-lock.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-host-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const SECRET = Uint8Array.from({ length: 90 }, (_, index) => index)

describe('key file', () => {
  test('kept, replaced and cleared, for its owner only', async () => {
    const path = join(folder, 'key')
    const secrets = fileSecrets(path)
    expect(await secrets.load()).toBeUndefined()
    await secrets.save(SECRET)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(await secrets.load()).toEqual(SECRET)
    await secrets.save(Uint8Array.of(7))
    expect(await secrets.load()).toEqual(Uint8Array.of(7))
    expect(readdirSync(folder)).toEqual(['key'])
    await secrets.clear()
    expect(await secrets.load()).toBeUndefined()
    await secrets.clear()
  })

  test('a draft that a crash left behind is no hindrance and never too open', async () => {
    const path = join(folder, 'key')
    await writeFile(`${path}.new`, 'half', { mode: 0o644 })
    await fileSecrets(path).save(SECRET)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(await fileSecrets(path).load()).toEqual(SECRET)
  })

  test.each([0o640, 0o604, 0o660, 0o644])('mode %o is refused with what to do', async (mode) => {
    const path = join(folder, 'key')
    await fileSecrets(path).save(SECRET)
    await chmod(path, mode)
    await expect(fileSecrets(path).load()).rejects.toThrow(/can be read by others.*chmod 600/)
  })

  test('an empty file and a folder are refused', async () => {
    await writeFile(join(folder, 'empty'), '', { mode: 0o600 })
    await mkdir(join(folder, 'inner'), { mode: 0o700 })
    for (const name of ['empty', 'inner']) {
      await expect(fileSecrets(join(folder, name)).load()).rejects.toThrow(/not a station's key/)
    }
  })
})

describe('folder lock', () => {
  const lockElsewhere = () =>
    spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const { lockFolder } = await import(${JSON.stringify(LOCK_MODULE)})
         try { lockFolder(process.argv[1]); process.kill(process.pid, 'SIGKILL') }
         catch (error) { process.stdout.write(error.message) }`,
        folder,
      ],
      { encoding: 'utf8' },
    )

  test('a second station in the folder is told what to do', () => {
    const unlock = lockFolder(folder)
    expect(() => lockFolder(folder)).toThrow(/Another station is running in .*--data/)
    expect(lockElsewhere().stdout).toMatch(/Another station is running/)
    unlock()
    lockFolder(folder)()
  })

  test('a station that was killed leaves the folder free', () => {
    const killed = lockElsewhere()
    expect([killed.stdout, killed.signal]).toEqual(['', 'SIGKILL'])
    expect(existsSync(join(folder, 'station.lock'))).toBe(true)
    lockFolder(folder)()
  })

  test('the folder is made, for its owner only', () => {
    const inner = join(folder, 'a', 'b')
    lockFolder(inner)()
    expect(statSync(inner).mode & 0o777).toBe(0o700)
  })
})

const LOCK_MODULE = pathToFileURL(
  new URL('../../../src/main/station/host/folder-lock.ts', import.meta.url).pathname,
).href
