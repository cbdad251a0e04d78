import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe } from 'vitest'
import { QUICK_HASH } from '../house/quick-hash.ts'
import { type Answer, type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'

/** A database server starts in a second; on a busy machine its disk may be slow. */
const START_MS_MAX = 240_000

/** Where a contract is held to: the settings of its server, and what ends beside it. */
export interface ContractPlace {
  readonly start: () => Promise<readonly string[]>
  readonly end: () => Promise<void>
}

/** Tests on one server of their own; `house` answers it once they run. */
export function describeContract(
  name: string,
  { start, end }: ContractPlace,
  tests: (house: () => ApiHouse) => void,
): void {
  describe(name, () => {
    let house: ApiHouse
    beforeAll(async () => {
      const opened = await openApiHouse(await start(), { slowHash: QUICK_HASH })
      house = { ...opened, post: patient(opened.post), get: patient(opened.get) }
    }, START_MS_MAX)
    afterAll(async () => {
      await house.close()
      await end()
    }, START_MS_MAX)
    tests(() => house)
  })
}

/** The limit of a key counts by the second; what is told to wait longer is what a test asks about. */
const WAIT_MAX_MS = 1_000

/** One key asks more in a second than its limit lets it: it waits as it is told. */
function patient<Given extends unknown[]>(ask: (...given: Given) => Promise<Answer>) {
  return async (...given: Given): Promise<Answer> => {
    for (;;) {
      const answer = await ask(...given)
      const { code, retryAfterMs = 0 } = answer.body.error ?? {}
      if (code !== 'RATE_LIMITED' || retryAfterMs > WAIT_MAX_MS) return answer
      await setTimeout(retryAfterMs)
    }
  }
}
