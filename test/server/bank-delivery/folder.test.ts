import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliver } from '../../../server/bank-delivery/index.ts'
import { codeOf, done, openServer, type TestServer } from '../house/open-server.ts'

const NO_SECRETS = { password: '', privateKey: '', access: '', second: '' }

describe('destinations: a folder of the machine', () => {
  let server: TestServer
  let deliveryId: string
  const folder = () => path.join(server.folder, 'deliveries', server.networkId, 'bank/out')
  const add = (name: string, asked: string) =>
    server.operator.call('add-bank-delivery', {
      ...{ name, secrets: NO_SECRETS },
      settings: { kind: 'folder', folder: asked },
    })
  const fileOf = (fileName: string, text: string) => {
    const bytes = Buffer.from(text)
    return { fileName, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  const send = (file: ReturnType<typeof fileOf>) => deliver(server.context, deliveryId, file, [])

  beforeAll(async () => {
    server = await openServer()
    deliveryId = done(await add('Bank', 'bank/out')).deliveryId
  }, 120_000)
  afterAll(() => server?.close())

  test('a file lies there whole under its name, and nothing else does', async () => {
    const sent = done(await send(fileOf('ach-1.txt', 'one')))
    expect(sent.where).toBe(path.join(fs.realpathSync(folder()), 'ach-1.txt'))
    expect(fs.readFileSync(sent.where, 'utf8')).toBe('one')
    expect(fs.readdirSync(folder())).toEqual(['ach-1.txt'])
    const view = done(await server.operator.call('test-bank-delivery', { deliveryId }))
    expect(view).toMatchObject({ problem: null, name: 'Bank' })
    expect(view.testedAtMs).not.toBeNull()
    expect(fs.readdirSync(folder())).toEqual(['ach-1.txt'])
  })

  test('the same again is done, also when it was fetched; other bytes are refused', async () => {
    fs.rmSync(path.join(folder(), 'ach-1.txt'))
    done(await send(fileOf('ach-1.txt', 'one')))
    expect(fs.readdirSync(folder())).toEqual([])
    expect(codeOf(await send(fileOf('ach-1.txt', 'two')))).toBe('STATE_CONFLICT')
    fs.writeFileSync(path.join(folder(), 'ach-2.txt'), 'somebody’s')
    expect(codeOf(await send(fileOf('ach-2.txt', 'ours')))).toBe('STATE_CONFLICT')
    expect(fs.readFileSync(path.join(folder(), 'ach-2.txt'), 'utf8')).toBe('somebody’s')
  })

  test('a folder that leads out of the network’s is not written to', async () => {
    const outside = fs.mkdtempSync(path.join(server.folder, 'outside-'))
    const link = path.join(server.folder, 'deliveries', server.networkId, 'link')
    fs.symlinkSync(outside, link)
    const linked = done(await add('Linked', 'link')).deliveryId
    const file = fileOf('ach-3.txt', 'three')
    expect(codeOf(await deliver(server.context, linked, file, []))).toBe('STATE_CONFLICT')
    expect(fs.readdirSync(outside)).toEqual([])
    const { deliveries } = done(await server.operator.call('list-bank-deliveries', {}))
    expect(deliveries.find(({ name }) => name === 'Linked')?.problem).toBe('no-permission')
  })

  test.each(['..', 'a/../b', '/etc', 'a//b', '.', 'a/.', ''])('no folder: %j', async (asked) => {
    expect(codeOf(await add('Out', asked))).toBe('REQUEST_MALFORMED')
  })

  test.each([
    ['a name with a way', fileOf('../ach.txt', 'x')],
    ['a name of ours', fileOf('ach.part', 'x')],
    ['nothing inside', fileOf('ach-4.txt', '')],
    ['another hash', { ...fileOf('ach-4.txt', 'x'), sha256: '0'.repeat(64) }],
  ])('no file: %s', async (_, file) => {
    expect(codeOf(await send(file))).toBe('REQUEST_MALFORMED')
  })

  test('only download: nothing is written; removed or of nobody: not found', async () => {
    const file = fileOf('ach-5.txt', 'five')
    expect(done(await deliver(server.context, null, file)).where).toBe('download')
    done(await server.operator.call('remove-bank-delivery', { deliveryId }))
    expect(codeOf(await send(file))).toBe('NOT_FOUND')
    done(await add('Bank', 'bank/again'))
    expect(codeOf(await add('Bank', 'bank/twice'))).toBe('STATE_CONFLICT')
  })
})
