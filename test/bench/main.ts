import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { prepareMachine } from '../../commands/machine.ts'
import { isPart, PARTS, type Part, type PartName, partNames } from './parts.ts'
import { FULL, SHORT } from './scale.ts'
import { describeMachine, machineLine } from './set-up.ts'
import { type Row, report } from './table.ts'

const HELP = `npm run bench [-- OPTIONS]: measures, prints one table, asserts nothing.
  --only PART   one of ${partNames().join(', ')}; may be given several times
  --json FILE   also writes { machine, rows }
  --short       everything once in seconds, to see that it works; the figures say nothing
  --large       with the ledger of 10 M cards, which takes minutes to make and 15 GB of disk
`

/** `npm run bench`: see {@link HELP}. A part that fails is told of and leaves out its rows. */
export async function runBench(argv: readonly string[]): Promise<number> {
  const values = readOptions(argv)
  if (values instanceof Error) {
    console.error(`${values.message}\n${HELP}`)
    return 2
  }
  const unknown = values.only.find((name) => !isPart(name))
  if (values.help || unknown !== undefined) {
    console.error(unknown === undefined ? HELP : `There is no part ${unknown}.\n${HELP}`)
    return values.help ? 0 : 2
  }
  if (!(await prepareMachine())) return 1
  const chosen = partNames().filter(
    (name) => values.only.length === 0 || values.only.includes(name),
  )
  return measure(chosen, values)
}

function readOptions(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const OPTIONS = {
  json: { type: 'string' },
  only: { type: 'string', multiple: true, default: [] as string[] },
  short: { type: 'boolean', default: false },
  large: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

interface Options {
  readonly short: boolean
  readonly large: boolean
  readonly json?: string | undefined
}

async function measure(chosen: readonly PartName[], { short, large, json }: Options) {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-bench-'))
  const scale = short ? SHORT : FULL
  const machine = { ...describeMachine(folder, new Date()), runs: scale.runs }
  const rows: Row[] = []
  let failures = 0
  try {
    console.log(machineLine(machine))
    for (const name of chosen) {
      const own = join(folder, name)
      mkdirSync(own)
      console.error(`measuring ${name}…`)
      await settleDisk()
      try {
        const part: Part = PARTS[name]
        rows.push(...(await part({ folder: own, scale, large })))
      } catch (error) {
        failures += 1
        console.error(`${name} could not be measured: ${String(error)}`)
      }
      rmSync(own, { recursive: true, force: true })
    }
    report(machine, rows, json)
    return failures === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What is left for the disk to do from before would be taken for the next part's. */
async function settleDisk(): Promise<void> {
  if (process.platform !== 'win32') spawnSync('sync')
  await delay(DISK_RESTS_MS)
}

const DISK_RESTS_MS = 2_000

if (import.meta.main) process.exitCode = await runBench(process.argv.slice(2))
