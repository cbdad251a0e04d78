import { expect, it } from 'vitest'
import { openDatabase } from '../../../../server/storage/index.ts'
import { postgresHouse } from './postgres-house.ts'
import { openTurnCounter } from './turn-counter.ts'

const house = postgresHouse()

const STATEMENTS = 200
/** The transaction, what it does, and its end; and what the feed asks beside it. */
const TURNS_MAX = 12

const renamed = (round: string) => `Shop ${round}`

it('a write of many statements: whoever waits for the head does not wait for each to travel', async () => {
  const line = await openTurnCounter(house.url)
  const { clock, folder: dataDirectory, here } = house.network
  const clocks = { nowMs: () => clock.nowMs, elapsedMs: () => clock.nowMs }
  const database = await openDatabase({ dataDirectory, databaseUrl: line.url, ...clocks })
  try {
    const rename = (name: string, from: string) => {
      const query = database.read
        .updateTable('location')
        .set({ name })
        .where('id', '=', here)
        .where('name', '=', from)
        .compile()
      return { query, changes: 1 }
    }
    const names = Array.from({ length: STATEMENTS + 1 }, (_, at) => renamed(String(at)))
    const nameNow = async () =>
      (
        await house.network.database.read
          .selectFrom('location')
          .where('id', '=', here)
          .select('name')
          .executeTakeFirstOrThrow()
      ).name
    const first = await nameNow()
    expect(await database.write([rename(names[0] ?? '', first)])).toBe(true)
    const before = line.turns()
    const changes = names.slice(1).map((name, at) => rename(name, names[at] ?? ''))
    expect(await database.write(changes)).toBe(true)
    expect(line.turns() - before).toBeLessThan(TURNS_MAX)
    expect(await nameNow()).toBe(renamed(String(STATEMENTS)))
    // One of them in the middle does not fit: all of them are undone.
    const last = names.at(-1) ?? ''
    const wrong = [rename('one', last), rename('two', 'nobody'), rename('three', 'one')]
    expect(await database.write(wrong)).toBe(false)
    // And so when the database refuses one of them, in its own words.
    const none = database.read
      .updateTable('location')
      .set({ currency: null as never })
      .compile()
    expect(await database.write([rename('one', last), { query: none }])).toBe(false)
    expect(await nameNow()).toBe(last)
  } finally {
    await database.close()
    await line.close()
  }
})
