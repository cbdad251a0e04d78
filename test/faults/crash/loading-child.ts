/**
 * A process that opens a ledger (an empty folder gets a network first), loads it with operations of
 * every kind from several callers, and writes down what it was told, once it was told:
 * `done <caller> <request id> <digest of the reply>` and `wrote <location id>`. Arguments: the folder,
 * the file of notes, how many operations, and how to end: `close`, or `kill` in the middle of it.
 */
import { randomUUID } from 'node:crypto'
import { openSync, writeSync } from 'node:fs'
import type { Caller, LedgerRequest } from '../../../server/ledger/request.ts'
import { openDatabase } from '../../../server/storage/index.ts'
import type { LocationId, NetworkId, ProgramId, RequestId } from '../../../src/contract/ids.ts'
import type { OperationAnswer } from '../../../src/contract/operations.ts'
import { caller, newId } from '../../server/ledger/names.ts'
import { addLocation, addProgram, insert } from '../../server/ledger/network.ts'
import * as requests from '../../server/ledger/requests.ts'
import { digestOf } from './digest.ts'

const [folder = '', notesFile = '', countText = '', end = ''] = process.argv.slice(2)
/** More than the engine answers without handing the wait for the disk to another thread. */
const CALLERS = 12
const notes = openSync(notesFile, 'a')
const database = await openDatabase({ dataDirectory: folder, reservesLog: true })
const run = randomUUID().slice(0, 8)
const count = Number(countText)
let asked = 0

function note(line: string): void {
  writeSync(notes, `${line}\n`)
}

async function place(): Promise<{ locationId: LocationId; programId: ProgramId }> {
  const known = await database.read
    .selectFrom('program')
    .select(['id', 'network_id'])
    .executeTakeFirst()
  const networkId = known?.network_id ?? newId<NetworkId>()
  const programId = (known?.id ?? newId<ProgramId>()) as ProgramId
  if (!known) {
    await insert(database, 'network', { id: networkId, name: 'Valley', created_at_ms: 1 })
    await addProgram(database, networkId, { id: programId })
  }
  const locationId = newId<LocationId>()
  await addLocation(database, networkId, locationId)
  note(`wrote ${locationId}`)
  return { locationId, programId }
}

async function execute(request: LedgerRequest): Promise<OperationAnswer | undefined> {
  asked += 1
  const { reply } = await database.ledger.execute(request)
  note(`done ${request.caller.key} ${request.requestId} ${digestOf(reply)}`)
  return reply.ok ? reply.value : undefined
}

async function load(from: Caller, programId: ProgramId): Promise<void> {
  const next = () => ({ requestId: `${run}-${String(asked).padStart(6, '0')}` as RequestId })
  const card = requests.newCard(programId)
  const selected = { by: 'lookup', lookup: card.lookup } as const
  await execute(requests.activate(from, { by: 'new', card }, 5000, next()))
  while (asked < count) {
    const redeemed = requests.redeem(from, selected, 1 + (asked % 40), next())
    const answer = await execute(redeemed)
    const original = { by: 'request', requestId: redeemed.requestId } as const
    if (asked % 7 === 0) await execute(requests.voidOf(from, original, next()))
    if (asked % 5 === 0 && answer) await execute(requests.refund(from, original, 1, next()))
    if (asked % 9 === 0) await execute(requests.fund(from, selected, 500, next()))
    if (asked % 50 === 0) await database.ledger.stock([requests.newCard(programId)])
    // A caller that comes alone now and then: groups of every size.
    if (asked % 11 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  if (end === 'kill') process.kill(process.pid, 'SIGKILL')
}

const { locationId, programId } = await place()
await Promise.all(
  Array.from({ length: CALLERS }, (_, index) =>
    load(caller(`device:${run}-${index}`, locationId), programId),
  ),
)
await database.close()
