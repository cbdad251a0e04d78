import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { ROOT } from '../../../../commands/run.ts'
import { type KeptRequest, openFileStore } from '../../../../server/stored-value/client/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'file-store-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const CHILD = fileURLToPath(new URL('./keeping-child.ts', import.meta.url))

let files = 0
function newFile(): string {
  files += 1
  return join(folder, `${files}`, 'requests')
}

function request(number: number, change: Partial<KeptRequest> = {}): KeptRequest {
  const rest = { operation: 'fund', phase: 'sent', ifUnknown: 'retry' } as const
  return { requestId: `request-${number}`, ...rest, sealedBody: `body-${number}`, ...change }
}

async function idsIn(file: string): Promise<string[]> {
  const store = await openFileStore(file)
  const kept = await store.all()
  await store.close()
  return kept.map(({ requestId }) => requestId)
}

test('what was kept and not forgotten is there after opening again, in its newest phase', async () => {
  const file = newFile()
  const store = await openFileStore(file)
  await Promise.all([1, 2, 3].map((number) => store.keep(request(number))))
  await store.forget('request-2')
  await store.keep(request(1, { phase: 'voiding', sealedBody: null }))
  await store.close()
  const again = await openFileStore(file)
  expect(await again.all()).toEqual([
    request(3),
    request(1, { phase: 'voiding', sealedBody: null }),
  ])
  expect(await again.find('request-2')).toBeUndefined()
  await again.close()
})

test('a file that was cut anywhere: every line that is whole counts, and it can go on', async () => {
  const file = newFile()
  const store = await openFileStore(file)
  for (const number of [1, 2, 3]) await store.keep(request(number))
  await store.close()
  const whole = readFileSync(file, 'utf8')
  let cuts = 0
  for (let length = 0; length <= whole.length; length += 1) {
    writeFileSync(file, whole.slice(0, length))
    const lines = whole
      .slice(0, length)
      .split('\n')
      .filter((line) => line.endsWith('}')).length
    const again = await openFileStore(file)
    expect(await again.all()).toHaveLength(lines)
    await again.keep(request(9))
    await again.close()
    expect(await idsIn(file)).toContain('request-9')
    cuts += 1
  }
  expect(cuts).toBeGreaterThan(300)
})

test('a line in the middle that cannot be read: named, and the file stays as it is', async () => {
  const file = newFile()
  const store = await openFileStore(file)
  for (const number of [1, 2]) await store.keep(request(number))
  await store.close()
  const spoilt = readFileSync(file, 'utf8').replace('"request-1"', '"request-1')
  writeFileSync(file, spoilt)
  await expect(openFileStore(file)).rejects.toThrow('line 1 cannot be read')
  expect(readFileSync(file, 'utf8')).toBe(spoilt)
})

test('a second process or a second opening: told who has it', async () => {
  const file = newFile()
  const store = await openFileStore(file)
  await expect(openFileStore(file)).rejects.toThrow(`in use by process ${process.pid}`)
  await store.close()
  expect(await idsIn(file)).toEqual([])
})

test('many at once: all on the disk, and the file is written anew before it grows', async () => {
  const file = newFile()
  const store = await openFileStore(file)
  for (let round = 0; round < 30; round += 1) {
    const numbers = Array.from({ length: 500 }, (_, index) => round * 500 + index)
    await Promise.all(numbers.map((number) => store.keep(request(number))))
    await Promise.all(numbers.map((number) => store.forget(`request-${number}`)))
  }
  await store.keep(request(1))
  const { size } = statSync(file)
  expect(size).toBeLessThan(11_000 * 150)
  await store.close()
  expect(await idsIn(file)).toEqual(['request-1'])
})

test('a process that is killed: everything it was promised is there', async () => {
  const file = newFile()
  let promised = 0
  const child = spawn(process.execPath, [CHILD, file], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  for await (const line of createInterface({ input: child.stdout })) {
    promised = Number(line)
    if (promised === 200) child.kill('SIGKILL')
  }
  await ended
  expect(child.signalCode).toBe('SIGKILL')
  const ids = await idsIn(file)
  expect(promised).toBeGreaterThanOrEqual(200)
  expect(ids.slice(0, promised)).toEqual(
    Array.from({ length: promised }, (_, index) => `request-${index + 1}`),
  )
})
