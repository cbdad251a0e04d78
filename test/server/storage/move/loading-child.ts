/**
 * A process that serves a ledger under load: callers redeem, fund, void and merge on its cards without
 * a pause, and what was answered is written into a file: `done <id>`. It ends by itself when the ledger
 * has moved, with `moved`. Arguments: folder, caller as JSON, the file, the pause of a caller in ms.
 */
import { openSync, writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Caller } from '../../../../server/ledger/request.ts'
import { openDatabase, StorageError } from '../../../../server/storage/index.ts'
import type { CardId, RequestId } from '../../../../src/contract/ids.ts'
import { merge } from '../../ledger/moves.ts'
import { fund, redeem, voidRequest } from '../../ledger/requests.ts'

const CALLERS = 8
/** Of all operations so many have rows on two cards. */
const MERGED = 0.01

const [folder = '', callerText = '', file = '', pauseMs = '0'] = process.argv.slice(2)
const from = JSON.parse(callerText) as Caller
const notes = openSync(file, 'a')
const run = `${process.pid}-${Date.now()}`
let serial = 0
let isMoved = false

async function serve(): Promise<void> {
  const database = await openDatabase({ dataDirectory: folder, clockBehind: 'hold' })
  const cards = await database.read
    .selectFrom('card')
    .select('uid')
    .where('state', '=', 'active')
    .orderBy('id')
    .limit(100_000)
    .execute()
  writeSync(notes, 'open\n')
  const cardAt = (at: number) => ({ by: 'id', cardId: cards[at]?.uid as CardId }) as const
  const loadOn = async () => {
    let last: RequestId | undefined
    while (!isMoved) {
      serial += 1
      const requestId = `${run}-${String(serial).padStart(8, '0')}` as RequestId
      const at = Math.floor(Math.random() * cards.length)
      const [card, into] = [cardAt(at), cardAt(0)]
      const kind = Math.random()
      const order = { orderId: requestId, lineId: null, allowRepeat: false }
      const request =
        // Into the first one, which lives on.
        kind < MERGED && at > 0
          ? merge(from, card, into, { requestId })
          : kind < 0.7
            ? redeem(from, card, 1, { requestId, order })
            : kind < 0.9 || last === undefined
              ? fund(from, card, 100, { requestId })
              : { ...voidRequest(from, last), requestId }
      if (request.kind === 'redeem') last = requestId
      try {
        await database.ledger.execute(request)
        writeSync(notes, `done ${requestId}\n`)
        if (pauseMs !== '0') await delay(Number(pauseMs))
      } catch (error) {
        if (!(error instanceof StorageError)) throw error
        isMoved ||= error.message.includes('has moved to')
        if (!isMoved) await delay(5)
      }
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, loadOn))
  const trouble = database.trouble()
  writeSync(notes, `moved ${trouble ?? 'without a word'}\n`)
  await database.close()
}

try {
  await serve()
} catch (error) {
  if (!(error instanceof StorageError) || error.code !== 'moved') throw error
  writeSync(notes, `moved ${error.message}\n`)
}
