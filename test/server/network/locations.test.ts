import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOf, done, openServer, reasonOf, type TestServer } from '../house/open-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

const BOOKS = {
  name: 'River Books',
  email: 'books@river.example',
  currency: 'EUR',
  timeZone: 'Europe/Dublin',
}

describe('locations', () => {
  test('created: listed with what it is, and in the audit', async () => {
    const created = done(await server.operator.call('create-location', BOOKS))
    expect(created).toMatchObject({ ...BOOKS, state: 'open', devicesActive: 0 })
    const { locations } = done(await server.operator.call('list-locations', {}))
    expect(locations.map(({ name }) => name)).toEqual(['Corner Bakery', 'River Books'])
    const rows = await server.context.database.read
      .selectFrom('audit')
      .select(['actor', 'ip'])
      .where('subject', '=', `location:${created.locationId}`)
      .execute()
    expect(rows).toEqual([{ actor: expect.stringMatching(/^staff:/), ip: '127.0.0.1' }])
  })

  test('a name that is taken: refused', async () => {
    const twin = { ...BOOKS, name: 'Corner Bakery' }
    const reply = await server.operator.call('create-location', twin)
    expect([codeOf(reply), reasonOf(reply)]).toEqual(['STATE_CONFLICT', 'NAME_TAKEN'])
  })

  test.each(['Mars/Olympus', '+02:00', 'Europe', ''])(
    'the zone "%s": refused before anything is written',
    async (timeZone) => {
      const odd = { ...BOOKS, name: 'Odd', timeZone }
      expect(codeOf(await server.operator.call('create-location', odd))).toBe('REQUEST_MALFORMED')
      const { locations } = done(await server.operator.call('list-locations', {}))
      expect(locations.map(({ name }) => name)).not.toContain('Odd')
    },
  )

  test('changed: the new values, the currency as it was', async () => {
    const { locationId } = server.location
    const change = {
      ...{ locationId, name: 'Corner Café', email: 'cafe@corner.example' },
      ...{ timeZone: 'Europe/Berlin', state: 'closed' as const },
    }
    const changed = done(await server.operator.call('update-location', change))
    expect(changed).toMatchObject({ ...change, currency: 'EUR' })
  })

  test('one thing changed: the rest stays as somebody else made it meanwhile', async () => {
    const { locationId } = server.location
    const { call } = server.operator
    const closed = done(await call('update-location', { locationId, state: 'closed' }))
    const renamed = done(await call('update-location', { locationId, name: 'Corner Patisserie' }))
    expect(renamed).toEqual({ ...closed, name: 'Corner Patisserie' })
    expect(codeOf(await call('update-location', { locationId }))).toBe('REQUEST_MALFORMED')
  })
})
