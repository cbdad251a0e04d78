import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyLedger } from '../../server/storage/index.ts'
import { type ApiHouse, openApiHouse } from './stored-value/api-house.ts'

let house: ApiHouse
const started: ChildProcess[] = []
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  await house.close()
})

interface Run {
  readonly url: string
  readonly ended: Promise<number | null>
  readonly logged: () => string
}

/** The server as a process on the house's folder; with a limit, in KiB, on how large a file may get. */
async function run(fileKib?: number): Promise<Run> {
  const limit = fileKib === undefined ? '' : `ulimit -f ${fileKib};`
  const args = ['server/main.ts', '--data', house.folder, '--port', '0']
  const child = spawn('bash', ['-c', `${limit} exec "$0" "$@"`, process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let log = ''
  child.stderr.on('data', (data) => {
    log += String(data)
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const [line] = await once(child.stdout, 'data')
  const { url } = JSON.parse(String(line)) as { url: string }
  return { url, ended, logged: () => log }
}

interface Outcome {
  readonly requestId: string
  readonly status: number | 'no answer'
  readonly code: string | undefined
}

async function redeem(url: string, card: unknown, requestId: string): Promise<Outcome> {
  try {
    const response = await fetch(`${url}/v1/storedvalue/redeem`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${house.key}` },
      body: JSON.stringify({ requestId, card, amountMinor: 1, currency: 'EUR' }),
    })
    const body = (await response.json()) as { error?: { code: string } }
    return { requestId, status: response.status, code: body.error?.code }
  } catch {
    return { requestId, status: 'no answer', code: undefined }
  }
}

/** One after another until one is not done. */
async function redeemUntilBroken(url: string, card: unknown): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  do {
    outcomes.push(await redeem(url, card, `sale-${outcomes.length}`))
  } while (outcomes.at(-1)?.status === 200 && outcomes.length < 2000)
  return outcomes
}

describe('a disk that fails in the middle of a commit', () => {
  test('the process says so and ends; the next one has what was acknowledged, and one end for all', async () => {
    const { number, pin } = await house.activeCard(50_000)
    const card = { number, pin }
    await house.stop()
    const broken = await run(1200)
    const outcomes = await redeemUntilBroken(broken.url, card)
    const last = outcomes.at(-1)
    // Not known when its own commit broke; not done when what the server writes beside it came first, and
    // not even heard when the server had ended of that already.
    const answers = ['500 INTERNAL', '503 UNAVAILABLE', 'no answer undefined']
    expect(answers).toContain(`${last?.status} ${last?.code}`)
    expect(outcomes.length).toBeGreaterThan(1)
    // Whoever still gets in is told that nothing was done, and the balancer to send nobody.
    const late = await redeem(broken.url, card, 'late')
    expect([503, 'no answer']).toContain(late.status)
    const ready = await fetch(`${broken.url}/readyz`).then(
      ({ status }) => status,
      () => 503,
    )
    expect(ready).toBe(503)
    expect(await broken.ended).toBe(1)
    expect(broken.logged()).toMatch(/"level":"fatal".*has to be started again.*Check the disk/)

    const next = await run()
    for (const { requestId } of outcomes) {
      expect(await redeem(next.url, card, requestId)).toMatchObject({ status: 200 })
    }
    const balance = await fetch(`${next.url}/v1/storedvalue/balance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${house.key}` },
      body: JSON.stringify({ card }),
    })
    expect(await balance.json()).toMatchObject({
      value: { balanceMinor: 50_000 - outcomes.length },
    })
    expect(verifyLedger(house.folder)).toMatchObject({ ok: true })
  })
})
