/** Transfers of the rendering of pgledger over so many connections, each waiting for its answer. */
import pg from 'pg'
import { readInput, writeResult } from './child.ts'
import { cardAccountId, locationAccountId } from './pgledger-schema.ts'
import type { PgledgerFigures, PgledgerPlan } from './postgres.ts'

const plan = readInput<PgledgerPlan>()
const clients = Array.from(
  { length: plan.connections },
  () => new pg.Client({ connectionString: plan.url }),
)
await Promise.all(clients.map((client) => client.connect()))
const fromMs = performance.now() + plan.warmUpMs
const toMs = fromMs + plan.measureMs
const any = (count: number) => Math.floor(Math.random() * count)
let done = 0

async function pay(client: pg.Client): Promise<void> {
  for (let nowMs = performance.now(); nowMs < toMs; nowMs = performance.now()) {
    await client.query({
      name: 'pay',
      text: 'SELECT * FROM pay($1, $2, 1)',
      values: [cardAccountId(any(plan.cards)), locationAccountId(any(plan.locations))],
    })
    const endedAtMs = performance.now()
    if (endedAtMs >= fromMs && endedAtMs <= toMs) done += 1
  }
}

await Promise.all(clients.map(pay))
await Promise.all(clients.map((client) => client.end()))
writeResult({ perSecond: (done * 1000) / plan.measureMs } satisfies PgledgerFigures)
