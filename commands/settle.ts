import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { ServerContext } from '../server/context.ts'
import {
  type Actor,
  approveRun,
  cancelRun,
  findFile,
  findRun,
  finishGivenUp,
  finishRun,
  giveUpFile,
  lineViews,
  machineOf,
  makeFile,
  makeRun,
  markFileSent,
  markPaid,
  runSummaries,
  runView,
} from '../server/payouts/index.ts'
import type { LocationId } from '../src/contract/ids.ts'
import type { Reply } from '../src/contract/refusals.ts'
import { HELP } from './help.ts'
import { LEDGER_OPTIONS, withServerContext } from './server-context.ts'
import { whichNetwork } from './which-network.ts'

const USAGE = HELP.settle

/**
 * `countermark settle`: settlement runs without the admin. With a database in the folder the server has
 * to be stopped; with PostgreSQL it may run. Prints JSON. Exit 1 when something was refused, 2 when the
 * command line makes no sense.
 */
export async function runSettle(argv: readonly string[]): Promise<number> {
  const asked = readCommand(argv)
  const work = asked && WORK[asked.what]
  if (!asked || !work) {
    console.error(USAGE)
    return 2
  }
  return withServerContext(
    asked.data,
    async (context) => {
      const networkId = await whichNetwork(context, asked.network)
      return networkId === undefined ? 1 : work(context, machineOf(networkId), asked)
    },
    { databaseUrl: asked['database-url'] },
  )
}

function readCommand(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...LEDGER_OPTIONS,
        'cut-off': { type: 'string' },
        lines: { type: 'boolean', default: false },
        reason: { type: 'string' },
        to: { type: 'string' },
        reference: { type: 'string' },
        location: { type: 'string' },
      },
    })
    const [what = '', id = '', ...rest] = positionals
    const isWhole = rest.length === 0 && WITHOUT_ID.has(what) === (id === '')
    const isSaid = Object.entries(NEEDED).every(
      ([name, option]) => name !== what || values[option] !== undefined,
    )
    return isWhole && isSaid ? { what, id, ...values } : undefined
  } catch {
    return undefined
  }
}

const WITHOUT_ID: ReadonlySet<string> = new Set(['list', 'run'])
const NEEDED = { cancel: 'reason', file: 'to', 'give-up': 'reason', paid: 'reference' } as const

type Asked = NonNullable<ReturnType<typeof readCommand>>
type Work = (context: ServerContext, who: Actor, asked: Asked) => Promise<number>

const WORK: Readonly<Record<string, Work>> = {
  ...{ list, run, show, approve, cancel, file, sent, 'give-up': giveUp, paid, resume },
}

async function list({ database }: ServerContext, { networkId }: Actor): Promise<number> {
  for (const summary of await runSummaries(database, networkId))
    console.log(JSON.stringify(summary))
  return 0
}

async function run(context: ServerContext, who: Actor, asked: Asked): Promise<number> {
  const cutOff = asked['cut-off']
  const cutOffMs = cutOff === undefined ? null : instantOf(cutOff)
  if (Number.isNaN(cutOffMs)) {
    console.error(
      '--cut-off takes a time with its zone, such as 2026-11-30T23:00:00Z or 2026-11-30T18:00:00-05:00.',
    )
    return 2
  }
  return told(context, who, await makeRun(context, who, { origin: 'demand', cutOffMs }))
}

/** NaN for what may mean several: without a zone it would be a time of this machine, whose zone is nobody's. */
function instantOf(time: string): number {
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(time)
  return isWhole ? Date.parse(time) : Number.NaN
}

async function show(context: ServerContext, who: Actor, { id, lines }: Asked): Promise<number> {
  if (!lines) return told(context, who, { ok: true, value: { runId: id } })
  if ((await findRun(context.database, who.networkId, id)) === undefined) return unknown('run')
  let cursor: string | undefined
  do {
    const page = await lineViews(context.database, { runId: id, cursor })
    for (const line of page.lines) console.log(JSON.stringify(line))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return 0
}

async function approve(context: ServerContext, who: Actor, asked: Asked): Promise<number> {
  const approved = await approveRun(context, who, asked.id)
  return approved.ok ? resume(context, who, asked) : refused(approved)
}

async function resume(context: ServerContext, who: Actor, { id }: Asked): Promise<number> {
  if ((await findRun(context.database, who.networkId, id)) === undefined) return unknown('run')
  await finishRun(context, id, (steps) => process.stderr.write(`\rposted: ${steps}`))
  process.stderr.write('\n')
  return told(context, who, { ok: true, value: { runId: id } })
}

async function cancel(context: ServerContext, who: Actor, { id, reason }: Asked): Promise<number> {
  const wish = { runId: id, reason: reason ?? '' }
  return told(context, who, await cancelRun(context, who, wish))
}

async function file(context: ServerContext, who: Actor, { id, to }: Asked): Promise<number> {
  const view = await runView(context.database, who.networkId, id)
  if (!view.ok) return refused(view)
  if (view.value.files.length === 0) {
    console.error(view.value.state === 'draft' ? NOT_APPROVED : NO_FILES)
    return 1
  }
  for (const { fileId, sha256 } of view.value.files) {
    const row = await findFile(context, who.networkId, fileId)
    if (row === undefined || sha256 === null) {
      console.error('Not every file is made yet. Approve the run, or resume it, then try again.')
      return 1
    }
    const place = path.join(to ?? '.', row.name)
    if (existsSync(place)) {
      console.error(`${place} is there already, and is not written over.`)
      return 1
    }
    const made = await makeFile(context, row)
    // Account numbers are in it: for whoever runs the command only.
    writeFileSync(place, made.bytes, { flag: 'wx', mode: 0o600 })
    console.log(JSON.stringify({ fileId, file: place, sha256, bytes: made.bytes.length }))
  }
  return 0
}

const NOT_APPROVED = 'This run has no files yet. Approve it, then try again.'
const NO_FILES =
  'This run has no bank file: what it pays, the network pays by itself, or nothing is to be paid.'

async function sent(context: ServerContext, who: Actor, { id }: Asked): Promise<number> {
  return told(context, who, await markFileSent(context, who, id))
}

async function giveUp(context: ServerContext, who: Actor, asked: Asked): Promise<number> {
  const given = await giveUpFile(context, who, { fileId: asked.id, reason: asked.reason ?? '' })
  if (given.ok) while (await finishGivenUp(context));
  return told(context, who, given)
}

async function paid(context: ServerContext, who: Actor, asked: Asked): Promise<number> {
  const { id: runId, reference = '', location } = asked
  const locationId = (location ?? null) as LocationId | null
  return told(context, who, await markPaid(context, who, { runId, locationId, reference }))
}

/** The run as it stands after what was done. */
async function told(
  { database }: ServerContext,
  { networkId }: Actor,
  done: Reply<{ readonly runId: string }>,
): Promise<number> {
  if (!done.ok) return refused(done)
  const view = await runView(database, networkId, done.value.runId)
  if (!view.ok) return refused(view)
  console.log(JSON.stringify(view.value))
  return 0
}

function unknown(what: 'run'): number {
  console.error(`There is no such ${what}. Look at: countermark settle list`)
  return 1
}

function refused(reply: Extract<Reply<unknown>, { ok: false }>): number {
  console.error('refusal' in reply ? reply.refusal.message : reply.error.message)
  return 1
}
