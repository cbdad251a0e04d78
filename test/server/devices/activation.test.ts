import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseUnknown } from '../../../src/contract/parse.ts'
import { replySchema } from '../../../src/contract/reply-schemas.ts'
import {
  activationResultSchema,
  parseActivationLink,
} from '../../../src/contract/wire/activation.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { openMailBox, senderOf } from '../house/mail-box.ts'
import { codeOf, done, openServer, type TestServer } from '../house/open-server.ts'
import { makeDevice, postActivation } from '../house/raw-station.ts'

let server: TestServer
beforeEach(async () => {
  server = await openServer()
})
afterEach(() => server.close())

/** A token as the admin shows it when there is no mail server. */
async function newToken(): Promise<{ token: string; enrolmentId: string }> {
  const { locationId } = server.location
  const sent = done(await server.operator.call('send-activation', { locationId }))
  const link = parseActivationLink(sent.link ?? '')
  if (!link) throw new Error('no link was shown')
  expect(link.serverUrl).toBe(server.url)
  return { token: link.token, enrolmentId: sent.enrolment.enrolmentId }
}

const errorOf = (body: Record<string, unknown>) => (body['error'] as { code?: string })?.code

async function listed() {
  const { devices } = done(await server.operator.call('list-devices', {}))
  const { enrolments } = done(await server.operator.call('list-enrolments', {}))
  return { devices, states: enrolments.map(({ state }) => state) }
}

describe('activation of a device', () => {
  test('a fresh link: the device gets its code and the server’s key, and is listed', async () => {
    const { token } = await newToken()
    const { status, body } = await postActivation(server.url, token, makeDevice())
    expect(status).toBe(200)
    const reply = parseUnknown(replySchema(activationResultSchema), body as unknown)
    if (!reply.ok || !reply.value.ok) throw new Error('not of the contract’s form')
    const { settings, serverKey } = reply.value.value
    expect(serverKey).toBe(server.context.keys.identity.publicKey)
    expect(settings).toMatchObject({ locationName: 'Corner Bakery', deviceName: 'Till PC' })
    const { devices, states } = await listed()
    expect(devices).toMatchObject([{ code: settings.deviceCode, online: false, state: 'active' }])
    expect(states).toEqual(['used'])
    const { locations } = done(await server.operator.call('list-locations', {}))
    expect(locations[0]).toMatchObject({ devicesActive: 1, enrolmentsOpen: 0 })
  })

  test('twenty stations race for one link: exactly one wins', async () => {
    const { token } = await newToken()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => postActivation(server.url, token, makeDevice())),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const losers = answers.filter(({ status }) => status !== 200)
    expect(new Set(losers.map(({ body }) => errorOf(body)))).toEqual(new Set(['ENROLMENT_INVALID']))
    expect((await listed()).devices).toHaveLength(1)
  })

  test('the same station again after a lost answer: the same answer, no second device', async () => {
    const { token } = await newToken()
    const device = makeDevice()
    const answers = await Promise.all([
      postActivation(server.url, token, device),
      postActivation(server.url, token, device),
    ])
    answers.push(await postActivation(server.url, token, device))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect((await listed()).devices).toHaveLength(1)
  })

  test('cancelled: the link is worthless, and cannot be cancelled twice', async () => {
    const { token, enrolmentId } = await newToken()
    done(await server.operator.call('cancel-enrolment', { enrolmentId }))
    expect((await postActivation(server.url, token, makeDevice())).status).toBe(410)
    const again = await server.operator.call('cancel-enrolment', { enrolmentId })
    expect(codeOf(again)).toBe('STATE_CONFLICT')
    expect(await listed()).toEqual({ devices: [], states: ['cancelled'] })
  })

  test('a token that was never made: refused as any other', async () => {
    const { status, body } = await postActivation(server.url, 'A'.repeat(43), makeDevice())
    expect([status, errorOf(body)]).toEqual([410, 'ENROLMENT_INVALID'])
  })

  test('a key that is not held, a point that is none: refused, the link stays good', async () => {
    const { token } = await newToken()
    const wrong = [
      { publicKey: makeDevice().publicKey },
      { signature: 'A'.repeat(86) },
      { publicKey: '_'.repeat(43) },
      { deviceName: '' },
      { extra: 1 },
    ]
    for (const change of wrong) {
      const { status, body } = await postActivation(server.url, token, makeDevice(), change)
      expect([change, status, errorOf(body)]).toEqual([change, 400, 'REQUEST_MALFORMED'])
    }
    expect((await listed()).states).toEqual(['open'])
    expect((await postActivation(server.url, token, makeDevice())).status).toBe(200)
  })

  test('one key for a second link: refused, since a key is one device', async () => {
    const device = makeDevice()
    await postActivation(server.url, (await newToken()).token, device)
    const second = await postActivation(server.url, (await newToken()).token, device)
    expect([second.status, errorOf(second.body)]).toEqual([410, 'ENROLMENT_INVALID'])
    expect((await listed()).devices).toHaveLength(1)
  })

  test('a closed location: no link is made, and an old one is worthless', async () => {
    const { token } = await newToken()
    const { locationId, name, email, timeZone } = server.location
    const closing = { locationId, name, email, timeZone, state: 'closed' } as const
    done(await server.operator.call('update-location', closing))
    const refusedLink = await server.operator.call('send-activation', { locationId })
    expect(codeOf(refusedLink)).toBe('STATE_CONFLICT')
    expect((await postActivation(server.url, token, makeDevice())).status).toBe(410)
  })

  test('more tries than a person makes: the address waits', async () => {
    const answers = await Promise.all(
      Array.from({ length: 31 }, () => postActivation(server.url, 'B'.repeat(43), makeDevice())),
    )
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(30)
    const late = answers.find(({ status }) => status === 429)
    expect(late?.body).toMatchObject({ error: { code: 'RATE_LIMITED', retryable: true } })
  })

  test('token and link: in no log and not in the database', async () => {
    const { token } = await newToken()
    await postActivation(server.url, token, makeDevice())
    const { rows } = await server.context.database.read.executeQuery<{ text: string }>({
      ...server.context.database.read.selectFrom('audit').selectAll().compile(),
    })
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(server.logged()).not.toContain(token)
  })
})

describe('devices', () => {
  async function activated(): Promise<string> {
    await postActivation(server.url, (await newToken()).token, makeDevice())
    return (await listed()).devices[0]?.deviceId ?? ''
  }

  test('renamed and revoked: listed so, with who did it in the audit', async () => {
    const deviceId = await activated()
    const renamed = await server.operator.call('rename-device', { deviceId, name: 'Bar' })
    expect(done(renamed).name).toBe('Bar')
    const revoked = await server.operator.call('revoke-device', { deviceId, reason: 'stolen' })
    expect(done(revoked)).toMatchObject({ state: 'revoked', revokedAtMs: expect.any(Number) })
    const again = await server.operator.call('revoke-device', { deviceId, reason: 'twice' })
    expect(codeOf(again)).toBe('STATE_CONFLICT')
    const rows = await server.context.database.read
      .selectFrom('audit')
      .select(['action', 'detail'])
      .where('subject', '=', `device:${deviceId}`)
      .orderBy('id')
      .execute()
    expect(rows).toEqual([
      { action: 'device-rename', detail: '{"from":"Till PC","to":"Bar"}' },
      { action: 'device-revoke', detail: '{"reason":"stolen"}' },
    ])
  })

  test('an id of nobody: not found', async () => {
    await activated()
    const deviceId = server.location.locationId
    const unknown = await server.operator.call('rename-device', { deviceId, name: 'X' })
    expect(codeOf(unknown)).toBe('NOT_FOUND')
  })
})

describe('activation by mail', () => {
  test('a mail server: the mail’s link works, in both languages, and is shown nowhere else', async () => {
    const box = await openMailBox()
    const mailing = await openServer(senderOf(box.port))
    try {
      const { locationId } = mailing.location
      const sent = done(await mailing.operator.call('send-activation', { locationId }))
      expect(sent).toMatchObject({
        link: null,
        enrolment: { emailedTo: 'baker@corner.example', state: 'open' },
      })
      const [mail] = box.mails
      expect(box.mails).toHaveLength(1)
      expect(mail?.to).toEqual([{ name: '', address: 'baker@corner.example' }])
      expect(mail?.from).toEqual({ name: 'Cards', address: 'cards@network.example' })
      expect(mail?.text).toContain('Open Countermark')
      expect(mail?.text).toContain('Ouvrez Countermark')
      const lines = (mail?.text ?? '').split('\n')
      const links = lines.flatMap((line) => parseActivationLink(line) ?? [])
      expect(new Set(links.map(({ token }) => token)).size).toBe(1)
      expect(mail?.html).toContain(`href="${mailing.url}/activate#${links[0]?.token}"`)
      const { status } = await postActivation(mailing.url, links[0]?.token ?? '', makeDevice())
      expect(status).toBe(200)
      expect(mailing.logged()).not.toContain(links[0]?.token)
    } finally {
      await mailing.close()
      await box.close()
    }
  })

  test('names with marks of HTML: shown as they are', async () => {
    const box = await openMailBox()
    const mailing = await openServer(senderOf(box.port))
    try {
      const created = await mailing.operator.call('create-location', {
        ...{ name: 'Fish & <b>Chips</b>', email: 'fish@chips.example' },
        ...{ currency: 'EUR', timeZone: 'UTC' },
      })
      const { locationId } = done(created)
      done(await mailing.operator.call('send-activation', { locationId }))
      expect(box.mails[0]?.html).toContain('Fish &amp; &lt;b&gt;Chips&lt;/b&gt;')
      expect(box.mails[0]?.html).not.toContain('<b>')
    } finally {
      await mailing.close()
      await box.close()
    }
  })

  test('a mail server that is not there: the link is shown instead, and works', async () => {
    const box = await openMailBox()
    await box.close()
    const mailing = await openServer(senderOf(box.port))
    try {
      const { locationId } = mailing.location
      const sent = done(await mailing.operator.call('send-activation', { locationId }))
      expect(sent.enrolment.emailedTo).toBeNull()
      const token = parseActivationLink(sent.link ?? '')?.token ?? ''
      expect((await postActivation(mailing.url, token, makeDevice())).status).toBe(200)
    } finally {
      await mailing.close()
    }
  })

  test('a public address: the links lead there', async () => {
    const outside = await openServer(['--public-url', 'https://cards.example/gift/'])
    try {
      const browser = adminBrowser(outside.url)
      expect(browser.cookie()).toBe('')
      expect(outside.operator.cookie()).toMatch(/^__Host-countermark=/)
      const { locationId } = outside.location
      const sent = done(await outside.operator.call('send-activation', { locationId }))
      expect(sent.link).toMatch(/^https:\/\/cards\.example\/gift\/activate#/)
    } finally {
      await outside.close()
    }
  })
})
