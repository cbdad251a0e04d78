import { afterAll, beforeAll, describe } from 'vitest'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'

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
      house = await openApiHouse(await start())
    }, START_MS_MAX)
    afterAll(async () => {
      await house.close()
      await end()
    }, START_MS_MAX)
    tests(() => house)
  })
}
