import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const WAIT = { timeout: 30_000, interval: 20 }
const BANK = '4111111111111111'
const NAME = 'DOE/JANEWINIFRED'
const MARKER = 'something-that-is-kept-on-purpose'

let folder = ''
let socat: ChildProcess
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-bank-card-'))
  const ends = ['station', 'gun'].map((name) => `pty,raw,echo=0,link=${join(folder, name)}`)
  socat = spawn('socat', ends)
  await vi.waitFor(() => {
    expect(existsSync(join(folder, 'station')) && existsSync(join(folder, 'gun'))).toBe(true)
  }, WAIT)
})
afterEach(() => {
  socat.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** True when one of the texts is in the file, which is too long for one string. */
async function findsAny(path: string, texts: readonly string[]): Promise<boolean> {
  let rest = ''
  for await (const piece of createReadStream(path, 'latin1')) {
    const text = rest + String(piece)
    if (texts.some((sought) => text.includes(sought))) return true
    rest = text.slice(-64)
  }
  return false
}

describe('a bank’s card that is swiped by mistake', () => {
  test('nothing of it stays: not in memory, not on the disk, not in a log', async () => {
    const picture = join(folder, 'memory.heapsnapshot')
    const data = join(folder, 'data')
    const child = spawn(
      process.execPath,
      [
        join(import.meta.dirname, 'bank-card-child.ts'),
        ...[data, join(folder, 'station'), picture, MARKER],
      ],
      { stdio: 'pipe' },
    )
    let said = ''
    child.stdout.on('data', (text) => {
      said += String(text)
    })
    child.stderr.on('data', (text) => {
      said += String(text)
    })
    const hears = async (word: string, count: number) => {
      await vi.waitFor(() => {
        expect(said.split(word).length - 1, said).toBeGreaterThanOrEqual(count)
      }, WAIT)
    }
    await hears('ready', 1)
    const swipe = `%B${BANK}^${NAME}^3012101?;${BANK}=30121010000000000000?\r`
    for (let count = 1; count <= 3; count += 1) {
      writeFileSync(join(folder, 'gun'), swipe)
      await hears('bank-card', count)
    }
    child.stdin.write('look\n')
    await once(child, 'exit')
    expect(await findsAny(picture, [MARKER])).toBe(true)
    expect(await findsAny(picture, [BANK, NAME])).toBe(false)
    const kept = readdirSync(data).map((name) => readFileSync(join(data, name), 'latin1'))
    expect(kept.length).toBeGreaterThan(0)
    for (const text of [...kept, said]) {
      expect(text).not.toContain(BANK.slice(0, 8))
      expect(text).not.toContain(NAME)
    }
  })
})
