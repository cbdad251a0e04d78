import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EVENLY, runCallers } from './callers.ts'
import type { Scale } from './scale.ts'
import { type Row, row } from './table.ts'
import type { Place, World } from './world.ts'

const CALLERS = 64
const CALLS = ['fsync', 'fdatasync', 'sync_file_range', 'msync'] as const

/**
 * Every call of the whole process that waits for the disk, opening and closing too, for each
 * redemption that was acknowledged: counted by strace, which stops at these calls only.
 */
export async function measureSqliteSyncs(place: Place, world: World, scale: Scale): Promise<Row[]> {
  const perOperation: number[] = []
  for (let run = 0; run < scale.runs; run += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'countermark-syncs-'))
    try {
      const file = join(folder, 'calls')
      const traced = ['strace', '-f', '--seccomp-bpf', '-c', '-o', file]
      const { acknowledged } = await runCallers(
        {
          ...{ place, world, callers: CALLERS, spread: EVENLY, withPayment: false },
          ...{ warmUpMs: scale.warmUpMs, measureMs: scale.measureMs },
        },
        [...traced, '-e', `trace=${CALLS.join(',')}`],
      )
      perOperation.push(countCalls(readFileSync(file, 'utf8')) / acknowledged)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  return [row('sqlite.syncs', perOperation)]
}

/** Sums the calls of a summary of strace: `% time, seconds, usecs/call, calls, [errors,] name`. */
export function countCalls(summary: string): number {
  const counts = summary.split('\n').map((line) => {
    const words = line.trim().split(/\s+/)
    const isCall = CALLS.some((name) => name === words.at(-1))
    return isCall ? Number(words[3]) : 0
  })
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (!(total > 0)) throw new Error(`no call that waits for the disk was counted: ${summary}`)
  return total
}
