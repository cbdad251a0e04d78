import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliver } from '../../../server/bank-delivery/index.ts'
import type { BankDeliveryView } from '../../../src/contract/admin/bank-delivery.ts'
import { type BreakingProxy, openBreakingProxy } from '../../helpers/breaking-proxy.ts'
import { HAS_SSHD, openSshd, type Sshd } from '../../helpers/sshd.ts'
import { codeOf, done, openServer, type TestServer } from '../house/open-server.ts'

const FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
const NO_SECRETS = { password: '', privateKey: '', access: '', second: '' }
const LONG_MS = 240_000

const TITLE = HAS_SSHD
  ? 'SFTP to a real OpenSSH server'
  : 'SFTP: SKIPPED, there is no OpenSSH server here: install openssh-server'

describe.skipIf(!HAS_SSHD)(TITLE, () => {
  let sshd: Sshd
  let proxy: BreakingProxy
  let server: TestServer
  let serial = 0

  beforeAll(async () => {
    sshd = await openSshd()
    proxy = await openBreakingProxy(sshd.port)
    server = await openServer()
  }, LONG_MS)
  afterAll(async () => {
    await server?.close()
    await proxy?.close()
    await sshd?.close()
  })
  beforeEach(() => {
    proxy.plan()
    for (const name of fs.readdirSync(sshd.folder))
      fs.rmSync(path.join(sshd.folder, name), { recursive: true })
  })

  const settings = () => ({
    ...{ kind: 'sftp' as const, host: '127.0.0.1', port: proxy.port, user: sshd.user },
    folder: sshd.folder,
  })
  const add = async (secrets = { ...NO_SECRETS, privateKey: sshd.privateKey }) => {
    serial += 1
    const name = `Bank ${serial}`
    return done(
      await server.operator.call('add-bank-delivery', { name, settings: settings(), secrets }),
    )
  }
  const tried = async ({ deliveryId }: BankDeliveryView) =>
    done(await server.operator.call('test-bank-delivery', { deliveryId }))
  const confirmed = async (secrets?: typeof NO_SECRETS) => {
    const { deliveryId, seenHostKey } = await tried(await add(secrets))
    return done(
      await server.operator.call('confirm-host-key', { deliveryId, hostKey: seenHostKey ?? '' }),
    )
  }
  const fileOf = (size: number) => {
    serial += 1
    const bytes = Buffer.alloc(size)
    for (let index = 0; index < size; index += 1) bytes[index] = (index * 7 + serial) % 251
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { fileName: `ach-${serial}.txt`, bytes, sha256 }
  }
  const send = (
    { deliveryId }: BankDeliveryView,
    file: ReturnType<typeof fileOf>,
    delays: readonly number[] = [],
  ) => deliver(server.context, deliveryId, file, delays)
  const lying = () => fs.readdirSync(sshd.folder).sort()
  const bytesOf = (name: string) => fs.readFileSync(path.join(sshd.folder, name))

  test('the key is shown before anything is told, confirmed once, and then it goes', async () => {
    const fresh = await tried(await add())
    expect(fresh).toMatchObject({ problem: 'host-key-unknown', hostKey: null })
    expect(fresh.seenHostKey).toBe(sshd.hostKey)
    const file = fileOf(200_000)
    expect(codeOf(await send(fresh, file))).toBe('STATE_CONFLICT')
    const { deliveryId } = fresh
    const wrong = { deliveryId, hostKey: 'SHA256:other' }
    expect(codeOf(await server.operator.call('confirm-host-key', wrong))).toBe('STATE_CONFLICT')
    const view = done(
      await server.operator.call('confirm-host-key', { deliveryId, hostKey: sshd.hostKey }),
    )
    expect(await tried(view)).toMatchObject({ problem: null, hostKey: sshd.hostKey })
    expect(lying()).toEqual([])
    const sent = done(await send(view, file))
    expect(sent.where).toBe(`sftp://127.0.0.1${sshd.folder}/${file.fileName}`)
    expect(lying()).toEqual([file.fileName])
    expect(bytesOf(file.fileName).equals(file.bytes)).toBe(true)
  })

  test('another key than the confirmed one: nothing is told to that server', async () => {
    const view = await confirmed()
    const hostKey = await sshd.renewHostKey()
    const file = fileOf(10)
    expect(codeOf(await send(view, file))).toBe('STATE_CONFLICT')
    const seen = await tried(view)
    expect(seen).toMatchObject({ problem: 'host-key-changed', seenHostKey: hostKey })
    expect(seen.hostKey).not.toBe(hostKey)
    expect(lying()).toEqual([])
  })

  test(
    'a line that breaks in mid-transfer again and again: it goes on, bytes equal',
    async () => {
      const view = await confirmed()
      const file = fileOf(2_000_000)
      const before = proxy.broken()
      proxy.plan({ bytesThere: 300_000 }, { bytesThere: 700_000 }, { bytesThere: 400_000 })
      // Each try is a call of its own, as after a restart of the server.
      const codes: string[] = []
      for (let index = 0; index < 3; index += 1) codes.push(codeOf(await send(view, file)))
      expect(codes).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'])
      const part = bytesOf(`${file.fileName}.part`)
      expect(part.length).toBeGreaterThan(1_000_000)
      expect(file.bytes.subarray(0, part.length).equals(part)).toBe(true)
      done(await send(view, file))
      expect(proxy.broken() - before).toBe(3)
      // What lay there was not sent again.
      expect(proxy.last().bytesThere).toBeLessThan(file.bytes.length - part.length + 200_000)
      expect(lying()).toEqual([file.fileName])
      expect(bytesOf(file.fileName).equals(file.bytes)).toBe(true)
    },
    LONG_MS,
  )

  test(
    'one call tries again by itself',
    async () => {
      const view = await confirmed()
      const file = fileOf(500_000)
      const before = proxy.broken()
      proxy.plan({ bytesThere: 100_000 }, { bytesThere: 0 })
      done(await send(view, file, [1, 1]))
      expect(proxy.broken() - before).toBe(2)
      expect(bytesOf(file.fileName).equals(file.bytes)).toBe(true)
    },
    LONG_MS,
  )

  test('what lies there half is not what was sent: it is begun anew', async () => {
    const view = await confirmed()
    const file = fileOf(100_000)
    const strange = Buffer.from(file.bytes.subarray(0, 60_000))
    strange[31_000] = (strange[31_000] ?? 0) ^ 1
    fs.writeFileSync(path.join(sshd.folder, `${file.fileName}.part`), strange)
    done(await send(view, file))
    expect(bytesOf(file.fileName).equals(file.bytes)).toBe(true)
  })

  test('the same again is done without a connection; under its name lies another: refused', async () => {
    const view = await confirmed()
    const file = fileOf(1_000)
    done(await send(view, file))
    const connections = proxy.connections()
    done(await send(view, file))
    expect(proxy.connections()).toBe(connections)

    const other = { ...fileOf(1_000), fileName: file.fileName }
    expect(codeOf(await send(view, other))).toBe('STATE_CONFLICT')
    const strange = fileOf(1_000)
    fs.writeFileSync(path.join(sshd.folder, strange.fileName), 'someone was here')
    expect(codeOf(await send(view, strange))).toBe('STATE_CONFLICT')
    expect(bytesOf(strange.fileName).toString()).toBe('someone was here')
    const lost = fileOf(1_000)
    fs.writeFileSync(path.join(sshd.folder, lost.fileName), lost.bytes)
    done(await send(view, lost))
    expect(proxy.broken()).toBeGreaterThan(0)
  })

  test(
    'a break after each answer of the server: once there, though it is fetched at once',
    async () => {
      const view = await confirmed()
      done(await send(view, fileOf(70_000)))
      const pieces = proxy.last().piecesBack
      const taken = path.join(sshd.folder, 'taken')
      const all = Array.from({ length: pieces }, (_, index) => index)
      // The last ones are those around the naming.
      const points = FULL ? all : [...all.slice(-6), Math.floor(pieces / 2)]
      const before = proxy.broken()
      for (const piecesBack of points) {
        fs.mkdirSync(taken, { recursive: true })
        const file = fileOf(70_000)
        proxy.plan({ piecesBack })
        const first = await send(view, file)
        const target = path.join(sshd.folder, file.fileName)
        const isThere = fs.existsSync(target)
        // A bank's program that takes what has its name.
        if (isThere) fs.renameSync(target, path.join(taken, file.fileName))
        if (!first.ok) done(await send(view, file))
        const copies = [target, path.join(taken, file.fileName)].filter((one) => fs.existsSync(one))
        expect(copies, `after ${piecesBack} pieces`).toHaveLength(1)
        expect(fs.readFileSync(copies[0] ?? '').equals(file.bytes)).toBe(true)
        expect(fs.existsSync(`${target}.part`)).toBe(false)
      }
      expect(proxy.broken() - before).toBeGreaterThan(points.length / 2)
    },
    LONG_MS,
  )

  const moveTo = ({ deliveryId, name }: BankDeliveryView, folder: string) =>
    server.operator.call('change-bank-delivery', {
      ...{ deliveryId, name, secrets: NO_SECRETS, settings: { ...settings(), folder } },
    })

  test(
    'the server refuses its name, and the bank names another folder: it is brought there',
    async () => {
      const view = await confirmed()
      const file = fileOf(1_000)
      // A link to nowhere: nothing can be read there, and nothing can get this name.
      fs.symlinkSync('/nowhere', path.join(sshd.folder, file.fileName))
      expect(codeOf(await send(view, file))).toBe('STATE_CONFLICT')
      const folder = path.join(sshd.folder, 'inbound')
      fs.mkdirSync(folder)
      done(await moveTo(view, folder))
      done(await send(view, file))
      expect(fs.readdirSync(folder)).toEqual([file.fileName])
      expect(fs.readFileSync(path.join(folder, file.fileName)).equals(file.bytes)).toBe(true)
    },
    LONG_MS,
  )

  test(
    'a line that breaks before it has its name: it is looked for nowhere else',
    async () => {
      const view = await confirmed()
      done(await send(view, fileOf(1_000)))
      const file = fileOf(1_000)
      // Within the question for the name, which is the last one.
      proxy.plan({ bytesThere: proxy.last().bytesThere - 10 })
      expect(codeOf(await send(view, file))).toBe('UNAVAILABLE')
      expect(lying()).toContain(`${file.fileName}.part`)
      const folder = path.join(sshd.folder, 'inbound')
      fs.mkdirSync(folder)
      const moved = await moveTo(view, folder)
      done(await send(view, file))
      const lies = [sshd.folder, folder].filter((one) =>
        fs.existsSync(path.join(one, file.fileName)),
      )
      expect(lies).toEqual([sshd.folder])
      expect(codeOf(moved)).toBe('STATE_CONFLICT')
      done(await moveTo(view, folder))
    },
    LONG_MS,
  )

  test(
    'a wrong password, no folder, nobody there: each is named',
    async () => {
      const wrong = await confirmed({ ...NO_SECRETS, password: 'not the password' })
      expect(await tried(wrong)).toMatchObject({ problem: 'credentials' })
      const noKey = await add({ ...NO_SECRETS, privateKey: 'no key at all' })
      expect(await tried(noKey)).toMatchObject({ problem: 'credentials' })

      const view = await confirmed()
      const { deliveryId, name } = view
      const change = (given: object) =>
        server.operator.call('change-bank-delivery', {
          ...{ deliveryId, name, secrets: NO_SECRETS },
          settings: { ...settings(), ...given },
        })
      done(await change({ folder: `${sshd.folder}/nowhere` }))
      expect(await tried(view)).toMatchObject({ problem: 'folder-missing' })
      expect(codeOf(await send(view, fileOf(10)))).toBe('STATE_CONFLICT')

      const elsewhere = done(await change({ port: 1 }))
      // Neither key nor secrets go to another address.
      expect(elsewhere).toMatchObject({ hostKey: null, has: { privateKey: false } })
      expect(await tried(view)).toMatchObject({ problem: 'unreachable' })
    },
    LONG_MS,
  )

  test('no secret and no bytes of a file are in the log or in what people see', async () => {
    const view = await confirmed()
    done(await send(view, fileOf(100)))
    const { deliveries } = done(await server.operator.call('list-bank-deliveries', {}))
    const { files } = done(await server.operator.call('list-delivered-files', {}))
    expect(files[0]).toMatchObject({ state: 'done', sizeBytes: 100, problem: null })
    const secret = sshd.privateKey.split('\n')[2] ?? ''
    for (const text of [server.logged(), JSON.stringify(deliveries)])
      expect(text.includes(secret)).toBe(false)
  })
})
