import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildFrontEnds } from '../../commands/front-ends.ts'
import { prepareMachine } from '../../commands/machine.ts'
import { measureEngine } from './engine.ts'
import { measureScreen } from './screen.ts'
import { report } from './table.ts'

/** `npm run bench [-- --json FILE] [--only engine|screen]`: measures, prints one table, asserts nothing. */
export async function runBench(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { json: { type: 'string' }, only: { type: 'string' } },
  })
  if (!(await prepareMachine())) return 1
  await buildFrontEnds(['station', 'till'])
  const folder = mkdtempSync(join(tmpdir(), 'countermark-bench-'))
  try {
    const wants = (name: string) => values.only === undefined || values.only === name
    const engine = wants('engine') ? await measureEngine(folder) : []
    const screen = wants('screen') ? await measureScreen(join(folder, 'house')) : []
    report([...engine, ...screen], values.json)
    return 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) process.exitCode = await runBench(process.argv.slice(2))
