import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CLOSE_TIMEOUT_MS } from '../../server/limits.ts'
import { type ApiHouse, openApiHouse, refusalOf } from './stored-value/api-house.ts'

const DAY_MS = 24 * 60 * 60_000

let house: ApiHouse
beforeEach(async () => {
  house = await openApiHouse()
})
afterEach(() => house.close())

describe('a server whose clock jumps', () => {
  test('takes no money, says it is not ready and what to do, and goes on when it is right', async () => {
    const { number, pin } = await house.activeCard(2500)
    const redeem = (requestId: string) =>
      house.post('/v1/storedvalue/redeem', {
        ...{ requestId, card: { number, pin }, amountMinor: 1000, currency: 'EUR' },
      })
    const ready = async () => (await fetch(`${house.url}/readyz`)).status
    const { committedAtMs } = (await redeem('before')).body.value ?? {}
    expect(await ready()).toBe(200)
    house.jump(365 * DAY_MS)
    const refused = await redeem('during')
    expect(refusalOf(refused)).toBe('503 UNAVAILABLE')
    expect(refused.body.error).toMatchObject({ retryable: true, nextAction: 'retry_same_id' })
    expect(await ready()).toBe(503)
    await expect
      .poll(house.logged, { timeout: 20_000 })
      .toMatch(/operations are refused: The clock .* ahead .*check its date, time and time server/)
    expect((await redeem('before')).body.value).toMatchObject({ replayed: true, committedAtMs })
    house.jump(-365 * DAY_MS)
    expect(await ready()).toBe(200)
    const after = (await redeem('during')).body.value
    expect(after).toMatchObject({ replayed: false, balanceMinor: 500 })
    expect(Number(after?.['committedAtMs']) - Number(committedAtMs)).toBeLessThan(DAY_MS)
    await expect.poll(house.logged, { timeout: 20_000 }).toContain('operations are taken again')
  })
})

describe('a server that stops', () => {
  test('connections over which nothing was asked: ended, not waited for', async () => {
    const sockets = await Promise.all(
      ['', 'GET /healthz HT'].map(async (sent) => {
        const socket = connect(house.port, '127.0.0.1')
        await once(socket, 'connect')
        socket.write(sent)
        // A reset is an end like any other.
        socket.on('error', () => undefined)
        return { socket, closed: new Promise((resolve) => socket.once('close', resolve)) }
      }),
    )
    // Another round trip: the server has both by then.
    await fetch(`${house.url}/healthz`)
    let isOver = false
    const tooLate = setTimeout(() => {
      isOver = true
    }, CLOSE_TIMEOUT_MS / 2)
    await house.stop()
    clearTimeout(tooLate)
    expect(isOver).toBe(false)
    await Promise.all(sockets.map(({ closed }) => closed))
    for (const { socket } of sockets) expect(socket.destroyed).toBe(true)
  })

  test('a request that comes while it stops: refused in words, to be sent again', async () => {
    const socket = connect(house.port, '127.0.0.1')
    let heard = ''
    socket.on('data', (part: Buffer) => {
      heard += part.toString()
    })
    socket.write('GET /healthz HTTP/1.1\r\nhost: shop\r\n\r\n')
    await expect.poll(() => heard).toContain('{"ok":true}')
    heard = ''
    // Begun and not at its end: the server waits for the rest of it.
    socket.write('POST /v1/storedvalue/redeem HTTP/1.1\r\nhost: shop\r\n')
    await fetch(`${house.url}/healthz`)
    const ended = new Promise((resolve) => socket.once('close', resolve))
    const stopped = house.stop()
    const isRefusing = () =>
      fetch(`${house.url}/healthz`).then(
        () => false,
        () => true,
      )
    await expect.poll(isRefusing).toBe(true)
    socket.write('content-type: application/json\r\ncontent-length: 2\r\n\r\n{}')
    await ended
    await stopped
    const [head = '', body = ''] = heard.split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 503 /)
    expect(head).toMatch(/^retry-after: \d+/im)
    expect(JSON.parse(body)).toMatchObject({
      ok: false,
      error: { code: 'UNAVAILABLE', retryable: true, nextAction: 'retry_same_id' },
    })
  })
})
