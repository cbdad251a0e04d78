import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDisk } from './crash/disk.ts'
import { readTrace } from './crash/trace.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-disk-model-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The disk after a traced process, with the paths as they stand in the trace. */
async function diskAfter(...lines: readonly string[]) {
  const file = join(folder, 'trace')
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  const disk = openDisk()
  for (const event of await readTrace(file, (path) => path.startsWith('/d/')))
    disk.apply({ ...event, path: event.path.slice('/d/'.length) })
  return {
    ...disk,
    none: () => textOf(disk.image(() => false)),
    all: () => textOf(disk.image(() => true)),
  }
}

function textOf(image: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries(
    [...image].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]),
  )
}

const hex = (text: string) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
const write = (thread: number, text: string, offset: number) =>
  `${thread} pwrite64(7<${hex('/d/log')}>, "${hex(text)}", ${text.length}, ${offset}`
const OK = ') = 4'
const UNFINISHED = ' <unfinished ...>'
const DETACHED = ' <detached ...>'

describe('a disk after a power cut', () => {
  test('what was synced is there, what was not may be', async () => {
    const disk = await diskAfter(
      write(1, 'kept', 0) + OK,
      `1 fsync(7<${hex('/d/log')}>) = 0`,
      write(1, 'lost', 4) + OK,
    )
    expect(disk.none()).toEqual({ log: 'kept' })
    expect(disk.all()).toEqual({ log: 'keptlost' })
  })

  test('a sync that failed, or of another file, keeps nothing', async () => {
    const disk = await diskAfter(
      write(1, 'lost', 0) + OK,
      `1 fsync(7<${hex('/d/log')}>) = -1 EIO (Input/output error)`,
      `1 fdatasync(8<${hex('/d/other')}>) = 0`,
    )
    expect(disk.none()).toEqual({})
  })

  test('a sync keeps nothing that began after it, or had not ended when it began', async () => {
    const disk = await diskAfter(
      write(1, 'kept', 0) + OK,
      write(1, 'late', 4) + UNFINISHED,
      `2 fdatasync(9<${hex('/d/log')}>${UNFINISHED}`,
      '1 <... pwrite64 resumed>) = 4',
      write(1, 'last', 8) + OK,
      '2 <... fdatasync resumed>) = 0',
    )
    expect(disk.none()).toEqual({ log: 'kept' })
    expect(disk.all()).toEqual({ log: 'keptlatelast' })
  })

  test('what the tracer left in the middle may be there, and its sync keeps nothing', async () => {
    const disk = await diskAfter(
      write(1, 'kept', 0) + OK,
      `1 fsync(7<${hex('/d/log')}>) = 0`,
      write(1, 'left', 4) + DETACHED,
      `2 fdatasync(9<${hex('/d/log')}>${DETACHED}`,
    )
    expect(disk.none()).toEqual({ log: 'kept' })
    expect(disk.all()).toEqual({ log: 'keptleft' })
  })

  test('a write is torn where sectors end, and each part has its own fate', async () => {
    const disk = await diskAfter(write(1, 'a'.repeat(600), 400) + OK)
    expect(disk.pending().map(({ change }) => change)).toMatchObject([
      { offset: 400, bytes: { length: 112 } },
      { offset: 512, bytes: { length: 488 } },
    ])
    const torn = textOf(disk.image((_, index) => index === 1))
    expect(torn['log']).toBe(`${'\0'.repeat(512)}${'a'.repeat(488)}`)
  })

  test('a call that nobody can replay ends the reading', async () => {
    const unknown = `1 fallocate(7<${hex('/d/log')}>, 0, 0, 4096) = 0`
    await expect(diskAfter(unknown)).rejects.toThrow(/fallocate/)
  })
})
