import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WIRE_FRAME_BYTES_MAX } from '../../../src/contract/limits.ts'
import { parseActivationLink } from '../../../src/contract/wire/activation.ts'
import { stationSettingsSchema, WIRE } from '../../../src/contract/wire/messages.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'
import {
  type HelloChange,
  makeDevice,
  openSocket,
  postActivation,
  type RawDevice,
  type RawSession,
  sendHello,
  signIn,
} from '../house/raw-station.ts'

interface Activated {
  readonly device: RawDevice
  readonly deviceId: string
  readonly serverKey: string
}

let server: TestServer
let station: Activated
beforeEach(async () => {
  server = await openServer()
  station = await activate()
})
afterEach(() => server.close())

async function activate(): Promise<Activated> {
  const device = makeDevice()
  const { locationId } = server.location
  const sent = done(await server.operator.call('send-activation', { locationId }))
  const token = parseActivationLink(sent.link ?? '')?.token ?? ''
  const { body } = await postActivation(server.url, token, device)
  const { deviceId, serverKey } = body['value'] as { deviceId: string; serverKey: string }
  return { device, deviceId, serverKey }
}

function connect({ device, deviceId, serverKey }: Activated = station): Promise<RawSession> {
  return signIn(server.port, device, deviceId, serverKey)
}

const HEARTBEAT = { stationTimeMs: 1, waitingOperations: 0 }

async function isOnline(): Promise<boolean | undefined> {
  const { devices } = done(await server.operator.call('list-devices', {}))
  return devices.find(({ deviceId }) => deviceId === station.deviceId)?.online
}

describe('signing in of a station', () => {
  test('right key: welcomed with its settings, online, and answered', async () => {
    const session = await connect()
    const { type, settings } = session.welcome
    expect(type).toBe('welcome')
    expect(stationSettingsSchema.parse(settings)).toMatchObject({ deviceId: station.deviceId })
    expect(await isOnline()).toBe(true)
    const reply = await session.ask('heartbeat', HEARTBEAT)
    expect(reply['ok']).toBe(true)
    WIRE.heartbeat.result.parse(reply['value'])
    session.close()
    await session.closed()
    await expect.poll(isOnline).toBe(false)
    const { devices } = done(await server.operator.call('list-devices', {}))
    expect(devices[0]?.lastSeenAtMs).toEqual(expect.any(Number))
  })

  test('challenges: no two alike', async () => {
    const sockets = Array.from({ length: 20 }, () => openSocket(server.port))
    const challenges = await Promise.all(
      sockets.map(async (socket) => JSON.parse(await socket.next())),
    )
    for (const part of ['nonce', 'serverEphemeral', 'signature']) {
      expect(new Set(challenges.map((challenge) => challenge[part])).size).toBe(20)
    }
    for (const socket of sockets) socket.close()
  })

  const stranger = makeDevice()
  test.each<{ what: string; change: HelloChange; ends: string }>([
    { what: 'signed by another key', change: { signer: stranger }, ends: '4002 NOT_AUTHENTIC' },
    {
      what: 'signature of nothing',
      change: { fields: { signature: 'A'.repeat(86) } },
      ends: '4002 NOT_AUTHENTIC',
    },
    {
      what: 'ephemeral key changed after signing',
      change: { fields: { stationEphemeral: stranger.publicKey } },
      ends: '4002 NOT_AUTHENTIC',
    },
    {
      what: 'an id of nobody',
      change: { fields: { deviceId: '01890000-0000-7000-8000-000000000000' } },
      ends: '4004 DEVICE_UNKNOWN',
    },
    { what: 'another version', change: { fields: { v: 2 } }, ends: '4001 PROTOCOL_VERSION' },
    {
      what: 'another version, otherwise written',
      change: { fields: { v: 9, deviceId: 7, more: [] } },
      ends: '4001 PROTOCOL_VERSION',
    },
    { what: 'a field too many', change: { fields: { x: 1 } }, ends: '4005 FRAME_MALFORMED' },
    { what: 'another type', change: { fields: { type: 'hey' } }, ends: '4005 FRAME_MALFORMED' },
  ])('a hello, $what: closed with its reason', async ({ change, ends }) => {
    const socket = openSocket(server.port)
    const { device, deviceId, serverKey } = station
    await sendHello(socket, device, deviceId, serverKey, change)
    expect(await socket.next()).toBe(`closed ${ends}`)
    expect(await isOnline()).toBe(false)
  })

  test('an ephemeral key of small order: closed, though rightly signed', async () => {
    const socket = openSocket(server.port)
    const challenge = JSON.parse(await socket.next()) as Record<string, string>
    const stationEphemeral = Buffer.alloc(32).toString('base64url')
    const { deviceId, device } = station
    const parts = [1, deviceId, challenge['nonce'], challenge['serverEphemeral'], stationEphemeral]
    const signature = device.sign(`countermark hello ${parts.join(' ')}`)
    const hello = { type: 'hello', v: 1, deviceId, stationEphemeral, signature }
    socket.send(JSON.stringify(hello))
    expect(await socket.next()).toBe('closed 4002 NOT_AUTHENTIC')
  })

  test('a hello heard on another socket: worth nothing here', async () => {
    const first = openSocket(server.port)
    const { device, deviceId, serverKey } = station
    let heard = ''
    const hear = (data: string | Buffer) => {
      heard = data.toString()
    }
    await sendHello({ ...first, send: hear }, device, deviceId, serverKey)
    const second = openSocket(server.port)
    await second.next()
    second.send(heard)
    expect(await second.next()).toBe('closed 4002 NOT_AUTHENTIC')
    first.close()
  })

  test.each(['not json', '{}', '[]', '"text"', '{"type":"hello"}', ''])(
    'instead of a hello %j: closed as malformed',
    async (text) => {
      const socket = openSocket(server.port)
      await socket.next()
      socket.send(text)
      expect(await socket.next()).toBe('closed 4005 FRAME_MALFORMED')
    },
  )

  test('no hello at all: closed as too slow', async () => {
    const socket = openSocket(server.port)
    await socket.next()
    expect(await socket.next()).toBe('closed 4008 SIGN_IN_TOO_SLOW')
  })

  test('a page of a browser, or another path: not let in', async () => {
    const page = openSocket(server.port, { origin: 'https://evil.example' })
    expect(await page.closed()).toBe('refused 403')
  })
})

describe('frames of a station', () => {
  test('a mac that is wrong by one letter: closed', async () => {
    const session = await connect()
    const frame = session.seal('heartbeat', HEARTBEAT)
    session.send(`${frame.startsWith('A') ? 'B' : 'A'}${frame.slice(1)}`)
    expect(await session.closed()).toBe('closed 4002 NOT_AUTHENTIC')
  })

  test('content changed under its mac: closed', async () => {
    const session = await connect()
    session.send(session.seal('heartbeat', HEARTBEAT).replace('"waiting', '"Waiting'))
    expect(await session.closed()).toBe('closed 4002 NOT_AUTHENTIC')
  })

  test('a frame of another session of the same device: closed', async () => {
    const first = await connect()
    const frame = first.seal('heartbeat', HEARTBEAT)
    const second = await connect()
    expect(await first.closed()).toBe('closed 4009 REPLACED')
    second.send(frame)
    expect(await second.closed()).toBe('closed 4002 NOT_AUTHENTIC')
  })

  test('a frame left out: closed', async () => {
    const session = await connect()
    session.seal('heartbeat', HEARTBEAT)
    session.send(session.seal('heartbeat', HEARTBEAT))
    expect(await session.closed()).toBe('closed 4002 NOT_AUTHENTIC')
  })

  test('a frame sent twice: answered once, then closed', async () => {
    const session = await connect()
    const frame = session.seal('heartbeat', HEARTBEAT)
    session.send(frame)
    expect(await session.read()).toMatchObject({ type: 'reply', id: 1 })
    session.send(frame)
    expect(await session.next()).toBe('closed 4002 NOT_AUTHENTIC')
  })

  test('the server’s own frame sent back: closed', async () => {
    const session = await connect()
    session.send(session.seal('heartbeat', HEARTBEAT))
    session.send(await session.next())
    expect(await session.closed()).toBe('closed 4002 NOT_AUTHENTIC')
  })

  test.each([
    { what: 'not JSON', json: 'no json' },
    {
      what: 'a key too many',
      json: '{"type":"request","seq":1,"id":1,"name":"x","params":1,"y":1}',
    },
    { what: 'no number', json: '{"type":"request","id":1,"name":"heartbeat","params":{}}' },
    { what: 'another type', json: '{"type":"reply","seq":1,"id":1,"reply":{}}' },
    { what: 'deeply nested', json: '['.repeat(8_000) },
  ])('rightly macced but $what: closed as malformed', async ({ json }) => {
    const session = await connect()
    session.send(session.mac(json))
    expect(await session.closed()).toBe('closed 4005 FRAME_MALFORMED')
  })

  test('no mac, or bytes instead of text: closed as malformed', async () => {
    const session = await connect()
    session.send('{"type":"request"}')
    expect(await session.closed()).toBe('closed 4005 FRAME_MALFORMED')
    const other = await connect()
    other.send(Buffer.from(other.seal('heartbeat', HEARTBEAT)))
    expect(await other.closed()).toBe('closed 4005 FRAME_MALFORMED')
  })

  test.each([WIRE_FRAME_BYTES_MAX + 1, 1_000_000])(
    'a frame of %i bytes: closed as too large, others unharmed',
    async (bytes) => {
      const other = await connect(await activate())
      const session = await connect()
      session.send('x'.repeat(bytes))
      expect(await session.closed()).toBe('closed 4006 FRAME_TOO_LARGE')
      expect((await other.ask('heartbeat', HEARTBEAT))['ok']).toBe(true)
      other.close()
    },
  )

  test('a frame of exactly the largest size: taken', async () => {
    const session = await connect()
    const empty = session.seal('heartbeat', '')
    const { length } = empty
    const filler = 'x'.repeat(WIRE_FRAME_BYTES_MAX - length)
    session.send(session.mac(empty.slice(44).replace('""', `"${filler}"`)))
    expect(await session.read()).toMatchObject({
      reply: { ok: false, error: { code: 'REQUEST_MALFORMED' } },
    })
  })

  test('params of another form, a name of nothing: an answer that says so, the socket stays', async () => {
    const session = await connect()
    const wrong = [
      await session.ask('heartbeat', { stationTimeMs: -1, waitingOperations: 0 }),
      await session.ask('heartbeat', { ...HEARTBEAT, more: 1 }),
      await session.ask('redeem', { amountMinor: 1 }),
      await session.ask('no-such-message', {}),
      await session.ask('constructor', {}),
    ]
    for (const reply of wrong) {
      expect(reply).toMatchObject({ ok: false, error: { code: 'REQUEST_MALFORMED' } })
    }
    expect(JSON.stringify(wrong[0])).toContain('stationTimeMs')
    expect((await session.ask('heartbeat', HEARTBEAT))['ok']).toBe(true)
  })

  test('requests of every kind: each answer has the form of the table', async () => {
    const session = await connect()
    const card = { number: '9970010000000000008' }
    const unknown = await session.ask('card-inquire', { card })
    expect(unknown).toMatchObject({ ok: false, refusal: { code: expect.any(String) } })
    const never = await session.ask('operation-inquire', { requestId: 'never-sent' })
    expect(never['ok']).toBe(true)
    WIRE['operation-inquire'].result.parse(never['value'])
    const undone = await session.ask('void', {
      ...{ requestId: 'void-1', originalRequestId: 'never-sent' },
      ...{ reason: 'cancel', stationTimeMs: 1 },
    })
    expect(undone['ok']).toBe(true)
    expect(WIRE.void.result.parse(undone['value'])).toMatchObject({ applied: false })
    expect(server.logged()).not.toContain(card.number)
  })

  test('many frames at once: answered or told to wait, and a flood is closed', async () => {
    const session = await connect()
    for (let count = 0; count < 1_000; count += 1)
      session.send(session.seal('heartbeat', HEARTBEAT))
    const codes: unknown[] = []
    for (;;) {
      const text = await session.next()
      if (text.startsWith('closed')) {
        expect(text).toBe('closed 4007 RATE_LIMITED')
        break
      }
      const { reply } = JSON.parse(text.slice(44)) as { reply: { ok: boolean; error?: unknown } }
      codes.push(reply.ok ? 'ok' : (reply.error as { code: string }).code)
    }
    expect(codes.filter((code) => code === 'ok').length).toBeGreaterThanOrEqual(200)
    expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThan(100)
  })
})

describe('connected stations', () => {
  test('revoked in mid-session: closed at once, and not let in again', async () => {
    const session = await connect()
    const { deviceId } = station
    done(await server.operator.call('revoke-device', { deviceId, reason: 'stolen' }))
    session.send(session.seal('heartbeat', HEARTBEAT))
    expect(await session.next()).toBe('closed 4003 DEVICE_REVOKED')
    const socket = openSocket(server.port)
    await sendHello(socket, station.device, deviceId, station.serverKey)
    expect(await socket.next()).toBe('closed 4003 DEVICE_REVOKED')
  })

  test('revoked while it signs in: never both welcomed and served', async () => {
    let closed = 0
    for (let round = 0; round < 10; round += 1) {
      const device = await activate()
      const socket = openSocket(server.port)
      const { deviceId } = device
      const revoking = server.operator.call('revoke-device', { deviceId, reason: 'race' })
      await sendHello(socket, device.device, deviceId, device.serverKey)
      done(await revoking)
      const end = await socket.closed()
      expect(end).toBe('closed 4003 DEVICE_REVOKED')
      closed += 1
    }
    expect(closed).toBe(10)
    const { devices } = done(await server.operator.call('list-devices', {}))
    expect(devices.filter(({ online }) => online)).toEqual([])
  })

  test('renamed, or its location changed: told at once', async () => {
    const session = await connect()
    const { deviceId } = station
    done(await server.operator.call('rename-device', { deviceId, name: 'Bar' }))
    expect(await session.read()).toMatchObject({
      ...{ type: 'event', name: 'settings-changed' },
      body: { deviceName: 'Bar' },
    })
    const { locationId, email, timeZone } = server.location
    const change = { locationId, name: 'Corner Café', email, timeZone, state: 'open' } as const
    done(await server.operator.call('update-location', change))
    const event = await session.read()
    expect(stationSettingsSchema.parse(event['body']).locationName).toBe('Corner Café')
  })

  test('one device twice: the newer stays', async () => {
    const first = await connect()
    const second = await connect()
    expect(await first.closed()).toBe('closed 4009 REPLACED')
    expect((await second.ask('heartbeat', HEARTBEAT))['ok']).toBe(true)
    expect(await isOnline()).toBe(true)
  })

  test('a server that stops: says so, closes in order, keeps when it was last heard', async () => {
    const session = await connect()
    const stopping = server.stop()
    expect(await session.read()).toMatchObject({ type: 'event', name: 'server-draining' })
    expect(await session.next()).toBe('closed 4010 DRAINING')
    await stopping
  })

  test('a silent station: its line is cut', async () => {
    const session = await connect()
    expect(await session.closed()).toBe('closed 1006')
    await expect.poll(isOnline).toBe(false)
  })
})
