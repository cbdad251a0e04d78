/** The engine with callers who wait for their answers, all in this process. */
import { openDatabase } from '../../server/storage/index.ts'
import { setV8Flags } from '../../server/v8-flags.ts'
import type { CallersFigures, CallersPlan } from './callers.ts'
import { readInput, writeResult } from './child.ts'
import { openRedemptions } from './redemptions.ts'
import { percentile } from './table.ts'

const plan = readInput<CallersPlan>()
const { groupMax } = plan
setV8Flags()
const database = await openDatabase({
  ...plan.place,
  reservesLog: true,
  ...(groupMax === undefined ? {} : { groupMax }),
})
const next = openRedemptions(plan)
const fromMs = performance.now() + plan.warmUpMs
const toMs = fromMs + plan.measureMs
const tookMs: number[] = []
let acknowledged = 0

async function call(caller: number): Promise<void> {
  for (let askedAtMs = performance.now(); askedAtMs < toMs; ) {
    const { reply } = await database.ledger.execute(next(caller))
    if (!reply.ok) throw new Error(`a redemption was refused: ${JSON.stringify(reply)}`)
    const nowMs = performance.now()
    acknowledged += 1
    if (nowMs >= fromMs && nowMs <= toMs) tookMs.push(nowMs - askedAtMs)
    askedAtMs = nowMs
  }
}

await Promise.all(Array.from({ length: plan.callers }, (_, caller) => call(caller)))
await database.close()
writeResult({
  perSecond: (tookMs.length * 1000) / plan.measureMs,
  acknowledged,
  p50Ms: percentile(tookMs, 50),
  p99Ms: percentile(tookMs, 99),
} satisfies CallersFigures)
