import { afterAll, beforeAll } from 'vitest'
import { type ApiHouse, openApiHouse } from '../server/stored-value/api-house.ts'
import { type AdminScreen, openAdminScreen, SCREEN_TEST_MS } from './admin-screen.ts'

/** A server with cards, and its admin in a browser. */
interface ApiScreen {
  readonly house: ApiHouse
  readonly screen: AdminScreen
}

/** Opens both before the tests of the file that calls this, and ends them after. */
export function apiScreen(prepare?: (house: ApiHouse) => Promise<void>): ApiScreen {
  let house: ApiHouse
  let screen: AdminScreen
  beforeAll(async () => {
    house = await openApiHouse()
    await prepare?.(house)
    screen = await openAdminScreen(house)
  }, SCREEN_TEST_MS)
  afterAll(async () => {
    await screen?.close()
    await house?.close()
  })
  return {
    get house() {
      return house
    },
    get screen() {
      return screen
    },
  }
}
