import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { minor } from '../../../src/contract/money.ts'
import { done } from '../house/open-server.ts'
import type { CardInHand } from '../stored-value/api-house.ts'
import { twoServers } from '../stored-value/two-servers.ts'

const CARDS = 8
const ALLOWED = 3

const servers = twoServers(async ({ operator, programId }) => {
  const rule = { windowMs: 3_600_000, countMax: ALLOWED, amountMaxMinor: null }
  for (const what of ['take', 'load'] as const)
    done(await operator.call('set-velocity', { programId, what, rule }))
})

async function ask(url: string, what: string, body: object): Promise<string> {
  const response = await fetch(`${url}/v1/storedvalue/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${servers.house.key}` },
    body: JSON.stringify({ amountMinor: 500, currency: 'EUR', ...body }),
  })
  const { ok, refusal, error } = (await response.json()) as {
    ok: boolean
    refusal?: { code: string }
    error?: { code: string }
  }
  return ok ? 'done' : (refusal?.code ?? error?.code ?? 'none')
}

/** The same of one card at both servers at once: what came of each. */
async function atBoth(what: string, { number, pin }: CardInHand): Promise<readonly string[]> {
  const asked = Array.from({ length: 2 * ALLOWED }, (_, index) =>
    [servers.house.url, servers.second.url].map((url, at) =>
      ask(url, what, { requestId: `${what}-${number}-${at}-${index}`, card: { number, pin } }),
    ),
  )
  return Promise.all(asked.flat())
}

test.each([
  ['redeem', ALLOWED],
  // The activation is one of the loads.
  ['fund', ALLOWED - 1],
] as const)(
  '%s at two servers on one database: together as many as the rule allows',
  async (what, allowed) => {
    for (let card = 0; card < CARDS; card += 1) {
      const codes = await atBoth(what, await servers.house.activeCard(10_000))
      expect(codes.filter((code) => code === 'done')).toHaveLength(allowed)
      expect(new Set(codes)).toEqual(new Set(['done', 'VELOCITY_LIMIT']))
    }
  },
  120_000,
)

/** Words of changes that the second server hears; `quiet` resolves when none came for a while. */
function hearWords() {
  let count = 0
  const stop = servers.second.context.database.onDidChangeElsewhere?.(() => {
    count += 1
  })
  const quiet = async () => {
    for (let before = -1; before !== count; ) {
      before = count
      await delay(1_000)
    }
  }
  return { count: () => count, quiet, stop: () => stop?.() }
}

test('a rule set at one server: the other holds to it as soon as it has heard of a change', async () => {
  const { programId } = servers.house
  const set = async (amountMaxMinor: number) => {
    const rule = { windowMs: 3_600_000, countMax: null, amountMaxMinor: minor(amountMaxMinor) }
    done(await servers.house.operator.call('set-velocity', { programId, what: 'take', rule }))
  }
  const { number, pin } = await servers.house.activeCard(10_000)
  const redeemThere = (requestId: string) =>
    ask(servers.second.url, 'redeem', { requestId, card: { number, pin } })
  const words = hearWords()
  await set(5_000)
  await words.quiet()
  // Now it knows the rules anew; what is written of this request is heard too.
  expect(await redeemThere('known')).toBe('done')
  await words.quiet()
  const heard = words.count()
  await set(500)
  await expect.poll(words.count).toBeGreaterThan(heard)
  expect(await redeemThere('heard')).toBe('VELOCITY_LIMIT')
  words.stop()
}, 60_000)
