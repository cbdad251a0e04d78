import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Program, readyText, startProgram } from '../../../demo/programs.ts'
import { seedBank } from '../bank/seed.ts'
import { ask, type Told } from '../bank/teller.ts'
import { filesOf } from './starting.ts'

/** A server with one active card, one till in front of it, and everything that the till was told. */
export interface Till {
  readonly folder: string
  readonly files: readonly string[]
  readonly pid: () => number
  /** The newest lines of the server's log. */
  readonly log: () => string
  readonly ended: () => Promise<number | null>
  /** Redeems 1 under this id, once. */
  readonly redeem: (requestId: string) => Promise<Told>
  /** What `/readyz` answers; 0 = nothing. */
  readonly readyStatus: () => Promise<number>
  /** Starts the server again, after it has ended. */
  readonly start: () => Promise<void>
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<number | null>
  readonly remove: () => Promise<void>
}

export const LOADED_MINOR = 1_000_000

/** Makes the folder, starts the server and sells the card. */
export async function openTill(): Promise<Till> {
  const folder = mkdtempSync(join(tmpdir(), 'countermark-failing-disk-'))
  const { keys, cards } = await seedBank(folder, { keys: 1, cards: 1 })
  const [key = '', card] = [keys[0], cards[0]]
  const start = () => startProgram('server/main.ts', ['--data', folder, '--port', '0'])
  let server: Program = await start()
  const url = () => readyText(server, 'url')
  const send = (name: 'redeem' | 'fund-and-activate', requestId: string, amountMinor: number) =>
    ask(url(), key, name, { requestId, card, amountMinor, currency: 'EUR' })
  const sold = await send('fund-and-activate', 'sold', LOADED_MINOR)
  if (sold.is !== 'yes') throw new Error(`the card was not sold: ${JSON.stringify(sold)}`)
  return {
    folder,
    files: filesOf(folder),
    pid: () => server.pid,
    log: () => server.log().join('\n'),
    ended: () => server.ended,
    redeem: (requestId) => send('redeem', requestId, 1),
    readyStatus: () =>
      fetch(`${url()}/readyz`).then(
        ({ status }) => status,
        () => 0,
      ),
    start: async () => {
      server = await start()
    },
    kill: () => server.kill(),
    stop: () => server.stop(),
    remove: async () => {
      await server.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
