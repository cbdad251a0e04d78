/**
 * A process that redeems 1 again and again with 16 callers and writes into a file what it asked and
 * what was answered: `asked <id>`, `done <id>`, `refused <id>` or `failed <id> <outcome>`. It ends
 * after 64 failures, with `broken <reason>`. Arguments: folder, caller as JSON, card id, the file.
 */
import { openSync, writeSync } from 'node:fs'
import type { Caller } from '../../../server/ledger/request.ts'
import { openDatabase, StorageError } from '../../../server/storage/index.ts'
import type { CardId, RequestId } from '../../../src/contract/ids.ts'
import { redeem } from '../ledger/requests.ts'

const [folder = '', callerText = '', cardId = '', file = ''] = process.argv.slice(2)
const from = JSON.parse(callerText) as Caller
const card = { by: 'id', cardId: cardId as CardId } as const
const notes = openSync(file, 'a')
const database = await openDatabase({ dataDirectory: folder })
const run = `${process.pid}-${Date.now()}`
let [serial, failures] = [0, 0]

async function redeemOn(): Promise<void> {
  while (failures < 64) {
    serial += 1
    const requestId = `${run}-${String(serial).padStart(8, '0')}` as RequestId
    try {
      writeSync(notes, `asked ${requestId}\n`)
      const { reply } = await database.ledger.execute(redeem(from, card, 1, { requestId }))
      writeSync(notes, `${reply.ok ? 'done' : 'refused'} ${requestId}\n`)
    } catch (error) {
      failures += 1
      const outcome = error instanceof StorageError ? error.outcome : 'unexpected'
      writeSync(notes, `failed ${requestId} ${outcome}\n`)
    }
  }
}

await Promise.all(Array.from({ length: 16 }, redeemOn))
writeSync(notes, `broken ${(await database.broken).message}\n`)
await database.close()
