import { closeSync, fdatasyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { percentile } from './table.ts'

export interface SyncFigures {
  readonly perSecond: number
  readonly p50Ms: number
}

const SYNC_MS = 1_000

/** What the disk can do at most: 4 KiB at the end of a file, each made durable before the next. */
export function measureSyncs(folder: string): SyncFigures {
  const path = join(folder, 'syncs')
  const file = openSync(path, 'w')
  const page = Buffer.alloc(4096, 1)
  const tookMs: number[] = []
  const startedAtMs = performance.now()
  let nowMs = startedAtMs
  while (nowMs - startedAtMs < SYNC_MS) {
    writeSync(file, page)
    fdatasyncSync(file)
    const doneAtMs = performance.now()
    tookMs.push(doneAtMs - nowMs)
    nowMs = doneAtMs
  }
  closeSync(file)
  unlinkSync(path)
  return {
    perSecond: (tookMs.length * 1000) / (nowMs - startedAtMs),
    p50Ms: percentile(tookMs, 50),
  }
}
