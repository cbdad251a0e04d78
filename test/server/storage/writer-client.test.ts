import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startWriter } from '../../../server/storage/sqlite/writer-client.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-writer-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Starts a thread with this text in the writer's place. */
function start(text: string) {
  const path = join(folder, 'thread.mjs')
  writeFileSync(path, `import { parentPort as port } from 'node:worker_threads'\n${text}`)
  return startWriter({
    options: {
      file: join(folder, 'none.db'),
      groupMax: 1,
      pagesMax: undefined,
      reservesLog: false,
    },
    clocks: { nowMs: Date.now, elapsedMs: () => performance.now() },
    clockBehind: 'refuse',
    script: pathToFileURL(path),
  })
}

const READY = `port.postMessage({ is: 'ready', lastTimeMs: 0 })`

describe('a writer thread that fails as it starts', () => {
  test.each([
    ['throws', `throw new Error('no such module')`, /failed: no such module/],
    ['ends without a word', 'process.exit(3)', /ended with 3/],
    ['has nothing to do', '', /ended with 0/],
    [
      'says why',
      `port.postMessage({ is: 'not_ready', code: 'cannot_write', message: 'full' })`,
      /full/,
    ],
    [
      'answers what nobody asked',
      `port.postMessage({ is: 'answers', text: '{}' }); port.on('message', () => {})`,
      /cannot be understood/,
    ],
    [
      'says nonsense',
      `port.postMessage({ is: 'hello' }); port.on('message', () => {})`,
      /understood/,
    ],
  ])('it %s: the start is refused with the reason', async (_, text, reason) => {
    await expect(start(text)).rejects.toMatchObject({
      name: 'StorageError',
      code: 'cannot_write',
      outcome: 'not_done',
      message: expect.stringMatching(reason),
    })
  })
})

describe('a writer thread that fails later', () => {
  test.each([
    ['throws', `throw new Error('out of memory')`, /failed: out of memory/],
    ['ends', 'process.exit(7)', /ended with 7/],
    ['answers nonsense', `port.postMessage({ is: 'answers', text: '{}' })`, /understood/],
  ])(
    'it %s: who waits is told that nobody knows, and the end is known',
    async (_, text, reason) => {
      const writer = await start(`${READY}; port.on('message', () => { ${text} })`)
      const asked = [1, 2].map(() => writer.ask({ is: 'erase' }))
      for (const waiting of asked) {
        await expect(waiting).rejects.toMatchObject({
          outcome: 'unknown',
          message: expect.stringMatching(reason),
        })
      }
      expect((await writer.broken).message).toMatch(reason)
      await expect(writer.ask({ is: 'erase' })).rejects.toMatchObject({
        code: 'cannot_write',
        outcome: 'not_done',
      })
      await writer.close(async () => undefined)
    },
  )

  test.each([
    ['throws', `throw new Error('out of memory')`],
    ['ends', 'process.exit(0)'],
  ])('it %s while it closes: the closing ends all the same', async (_, text) => {
    const writer = await start(`${READY}; port.on('message', () => { ${text} })`)
    await writer.close(async () => undefined)
    await expect(writer.ask({ is: 'erase' })).rejects.toMatchObject({ code: 'closed' })
  })
})
