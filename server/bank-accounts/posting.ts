import { z } from 'zod'
import { invariant, parseJson } from '../../src/contract/parse.ts'
import type { ServerContext } from '../context.ts'
import type { Delivery } from '../delivery/index.ts'
import { type Background, startBackground } from '../load/index.ts'
import { accountLetter } from './letters.ts'
import { POST_AGAIN_MAX_MS, POST_AGAIN_MS, POST_BATCH, POST_LOOK_EVERY_MS } from './limits.ts'

/**
 * Sends the mails that wait, again and again until a mail server took each. Undefined without a mail
 * server: then they stay where people see them as not sent.
 */
export function startPosting(
  context: ServerContext,
  delivery: Delivery | null,
): Background | undefined {
  if (delivery === null) return undefined
  return startBackground({
    log: context.log,
    what: 'mails about bank accounts',
    lookEveryMs: POST_LOOK_EVERY_MS,
    step: async ({ isClosing }) => {
      const waiting = await selectWaiting(context).limit(POST_BATCH).execute()
      for (const notice of waiting) if (!isClosing()) await post(context, delivery, notice)
      return waiting.length === POST_BATCH
    },
  })
}

const detailSchema = z.strictObject({
  account: z.string().optional(),
  before: z.string().optional(),
  valueOn: z.string().optional(),
  amountMinor: z.int().optional(),
  currency: z.string().optional(),
  code: z.string().optional(),
  words: z.string().optional(),
})

type Waiting = Awaited<ReturnType<ReturnType<typeof selectWaiting>['execute']>>[number]

function selectWaiting({ database, nowMs }: ServerContext) {
  return database.read
    .selectFrom('bank_notice')
    .innerJoin('location', 'location.id', 'bank_notice.location_id')
    .innerJoin('network', 'network.id', 'bank_notice.network_id')
    .where('bank_notice.sent_at_ms', 'is', null)
    .where('bank_notice.try_after_ms', '<=', nowMs())
    .orderBy('bank_notice.try_after_ms')
    .select(['bank_notice.id', 'bank_notice.kind', 'bank_notice.send_to', 'bank_notice.tries'])
    .select(['bank_notice.detail', 'bank_notice.try_after_ms', 'location.name as location_name'])
    .select(['network.name as network_name'])
}

/** Takes the mail for itself first: two servers on one database send it once. */
async function post(context: ServerContext, delivery: Delivery, notice: Waiting): Promise<void> {
  const { database, nowMs } = context
  const wait = Math.min(POST_AGAIN_MS * 2 ** notice.tries, POST_AGAIN_MAX_MS)
  const lease = database.read
    .updateTable('bank_notice')
    .set({ tries: notice.tries + 1, try_after_ms: nowMs() + wait })
    .where('id', '=', notice.id)
    .where('tries', '=', notice.tries)
    .where('sent_at_ms', 'is', null)
  if (!(await database.write([{ query: lease.compile(), changes: 1 }]))) return
  const detail = parseJson(detailSchema, notice.detail)
  invariant(detail.ok, 'the detail of a mail is kept as JSON')
  const { network_name: networkName, location_name: locationName } = notice
  const facts = { ...detail.value, networkName, locationName }
  const isSent = await delivery.send(
    notice.send_to,
    accountLetter(notice.kind, facts as Parameters<typeof accountLetter>[1]),
  )
  if (!isSent) return
  const done = database.read
    .updateTable('bank_notice')
    .set({ sent_at_ms: nowMs() })
    .where('id', '=', notice.id)
  await database.write([{ query: done.compile(), changes: 1 }])
}
