import { afterAll, beforeAll } from 'vitest'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { openAgain } from '../house/open-again.ts'
import { type ApiHouse, openApiHouse } from './api-house.ts'

/** Two servers that share nothing but their database. */
interface TwoServers {
  readonly house: ApiHouse
  readonly second: Awaited<ReturnType<typeof openAgain>>
}

/** Opens them on a PostgreSQL database before the tests of the block that calls this, and ends all after. */
export function twoServers(prepare?: (house: ApiHouse) => Promise<void>): TwoServers {
  let postgres: TestPostgres
  let house: ApiHouse
  let second: TwoServers['second']
  beforeAll(async () => {
    postgres = await startPostgres()
    const settings = ['--database-url', await postgres.createDatabase()]
    house = await openApiHouse(settings)
    await prepare?.(house)
    second = await openAgain(house, settings)
  }, 90_000)
  afterAll(async () => {
    await second?.close()
    await house?.close()
    await postgres?.end()
  })
  return {
    get house() {
      return house
    },
    get second() {
      return second
    },
  }
}
