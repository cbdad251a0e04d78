import { afterEach, describe, expect, test } from 'vitest'
import { parseActivationLink } from '../../../src/contract/wire/activation.ts'
import {
  done,
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  type TestServer,
} from '../house/open-server.ts'
import { makeDevice, postActivation } from '../house/raw-station.ts'

const HOUR_MS = 3_600_000

let server: TestServer
afterEach(() => server.close())

async function newToken(): Promise<string> {
  const { locationId } = server.location
  const sent = done(await server.operator.call('send-activation', { locationId }))
  return parseActivationLink(sent.link ?? '')?.token ?? 'no link was shown'
}

describe('the life of an activation link', () => {
  test.each<[string, string[], number]>([
    ['a day', [], 24],
    ['two hours, as the operator set it', ['--activation-hours', '2'], 2],
  ])('%s: good until then, worthless after', async (_, settings, hours) => {
    server = await openServer(settings)
    const [early, late] = [await newToken(), await newToken()]
    server.advance(hours * HOUR_MS - 60_000)
    expect((await postActivation(server.url, early, makeDevice())).status).toBe(200)
    server.advance(60_000)
    const { status, body } = await postActivation(server.url, late, makeDevice())
    expect([status, body['error']]).toMatchObject([410, { code: 'ENROLMENT_INVALID' }])
    // A day later the operator, too, has to sign in again.
    done(await server.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
    const { enrolments } = done(await server.operator.call('list-enrolments', {}))
    expect(enrolments.map(({ state }) => state).sort()).toEqual(['expired', 'used'])
  })
})
