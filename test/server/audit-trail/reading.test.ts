import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { record } from '../../../server/audit/index.ts'
import { createNetwork } from '../../../server/network/index.ts'
import { createStaff } from '../../../server/staff/index.ts'
import { AUDIT_FILE_PATH, AUDIT_PAGE } from '../../../src/contract/admin/audit.ts'
import { ADMIN_PREFIX } from '../../../src/contract/admin/table.ts'
import { eachEngine } from '../../helpers/each-engine.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, openServer, PASSWORD, type TestServer } from '../house/open-server.ts'
import { addProgram } from '../production/house.ts'

/** Below the admin's prefix. */
const FILE = AUDIT_FILE_PATH.replace(ADMIN_PREFIX, '')
/** A number that a card could have, as somebody types it into a reason. */
const TYPED_NUMBER = '9970 0112 3456 7890 123'

describe.each(eachEngine())('the audit on %s', (_, makeDatabase) => {
  let server: TestServer
  beforeAll(async () => {
    const url = await makeDatabase()
    server = await openServer(url === undefined ? [] : ['--database-url', url])
  }, 120_000)
  afterAll(() => server?.close())

  const note = (count: number, subject = `network:${server.networkId}`) =>
    server.context.database.write(
      Array.from({ length: count }, () =>
        record(server.context, { actor: 'system', action: 'books-not-closed', subject }),
      ),
    )
  const all = async (filter: object) => {
    const found: number[] = []
    let cursor: string | undefined
    do {
      const page = done(
        await server.operator.call('list-audit', { ...filter, ...(cursor && { cursor }) }),
      )
      found.push(...page.entries.map(({ entryId }) => entryId))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    return found
  }

  it('a deed of a person: who, from where, what, and to what by its name', async () => {
    const { locationId } = server.location
    done(await server.operator.call('update-location', { locationId, name: 'Corner Bread' }))
    const { entries } = done(await server.operator.call('list-audit', {}))
    const [newest] = entries
    expect(newest).toMatchObject({
      actor: { kind: 'staff', name: 'Person operator' },
      action: 'location-update',
      subject: { reference: `location:${locationId}`, kind: 'location', name: 'Corner Bread' },
      ip: '127.0.0.1',
    })
  })

  it('pages of a long audit, while more is noted: newest first, none skipped, none twice', async () => {
    await note(2 * AUDIT_PAGE)
    const action = 'books-not-closed' as const
    const first = done(await server.operator.call('list-audit', { action }))
    await note(7)
    const cursor = first.next ?? ''
    const second = done(await server.operator.call('list-audit', { action, cursor }))
    const ids = [...first.entries, ...second.entries].map(({ entryId }) => entryId)
    expect(ids).toEqual([...new Set(ids)].sort((one, other) => other - one))
    const known = await all({ action })
    expect(known.slice(7, 7 + ids.length)).toEqual(ids)
    expect(known).toHaveLength(2 * AUDIT_PAGE + 7)
  })

  it('narrowed by person, by subject and by days: that and nothing else', async () => {
    const who = done(await server.operator.call('who-am-i', {}))
    const actor = `staff:${who.staffId}`
    const subject = `location:${server.location.locationId}`
    const mine = done(await server.operator.call('list-audit', { actor })).entries
    expect(new Set(mine.map((entry) => entry.actor.reference))).toEqual(new Set([actor]))
    const its = done(await server.operator.call('list-audit', { subject })).entries
    expect(its.map((entry) => entry.action)).toEqual(['location-update', 'location-create'])
    const today = new Date(server.context.nowMs()).toLocaleDateString('sv-SE', {
      timeZone: 'Europe/Paris',
    })
    expect(await all({ from: today, to: today })).toEqual(await all({}))
    expect(await all({ to: '2020-01-01' })).toEqual([])
  })

  it('a card’s number in a reason: masked on the page and in the file', async () => {
    const id = await addProgram(server)
    const subject = `program:${id}`
    const actor = 'system'
    const detail = { reason: `asked for ${TYPED_NUMBER} on 2026-11-23` }
    const entry = { actor, action: 'program-rules-change' as const, subject, detail }
    await server.context.database.write([record(server.context, entry)])
    const page = done(await server.operator.call('list-audit', { subject })).entries
    expect(page[0]?.detail['reason']).toBe('asked for •••• 0123 on 2026-11-23')
    const file = await server.operator.send(`${FILE}?subject=${subject}`)
    const text = await file.text()
    expect(text.split('\r\n')[0]).toContain('entry,time,zone,who')
    expect(text).toContain('•••• 0123')
    expect(text).not.toContain('7890')
  })

  it('taken out as a file: who did it, from where, and what of it', async () => {
    const query = 'action=location-update&to=2030-01-01'
    expect((await server.operator.send(`${FILE}?${query}`)).status).toBe(200)
    const { entries } = done(await server.operator.call('list-audit', { action: 'audit-exported' }))
    expect(entries[0]).toMatchObject({
      actor: { kind: 'staff', name: 'Person operator' },
      subject: { reference: `network:${server.networkId}` },
      ip: '127.0.0.1',
      detail: { action: 'location-update', to: '2030-01-01' },
    })
  })

  it('finance and support: neither the page nor the file', async () => {
    for (const role of ['finance', 'support'] as const) {
      await server.addStaff(role, `${role}@network.example`)
      const browser = adminBrowser(server.url)
      done(await browser.call('sign-in', { email: `${role}@network.example`, password: PASSWORD }))
      expect(codeOf(await browser.call('list-audit', {}))).toBe('NOT_PERMITTED')
      expect((await browser.send(FILE)).status).toBe(403)
    }
  })

  it('another network on the same server: neither sees what was done in the other', async () => {
    const networkId = await createNetwork(server.context, 'New Town')
    const email = 'ann@new.example'
    const person = { networkId, name: 'Ann', email, password: PASSWORD, role: 'auditor' } as const
    done(await createStaff(server.context, person))
    await note(1, `network:${networkId}`)
    const browser = adminBrowser(server.url)
    done(await browser.call('sign-in', { email, password: PASSWORD }))
    const theirs = done(await browser.call('list-audit', {})).entries
    expect(theirs.map(({ action }) => action).sort()).toEqual([
      'books-not-closed',
      'network-create',
      'session-open',
      'staff-create',
    ])
    const ours = await all({})
    expect(theirs.filter(({ entryId }) => ours.includes(entryId))).toEqual([])
    expect(ours.length).toBeGreaterThan(2 * AUDIT_PAGE)
    const actors = done(await browser.call('list-audit-actors', {})).actors
    expect(actors.map(({ name, kind }) => name ?? kind)).toEqual(['Ann', 'holder', 'system'])
  })
})
