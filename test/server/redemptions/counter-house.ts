import type { LocationId } from '../../../src/contract/ids.ts'
import type { Reply } from '../../../src/contract/refusals.ts'
import { parseActivationLink } from '../../../src/contract/wire/activation.ts'
import type { WireName, WireResult } from '../../../src/contract/wire/messages.ts'
import { done, type TestServer } from '../house/open-server.ts'
import { makeDevice, postActivation, signIn } from '../house/raw-station.ts'

/** An activated station with its socket open. */
export interface Counter {
  readonly deviceId: string
  readonly deviceCode: string
  readonly ask: <Name extends WireName>(
    name: Name,
    params: Record<string, unknown>,
  ) => Promise<Reply<WireResult<Name>>>
  readonly close: () => void
}

/** Activates a new device at a location, as its e-mail would, and signs it in. */
export async function openCounter(server: TestServer, locationId: LocationId): Promise<Counter> {
  const device = makeDevice()
  const sent = done(await server.operator.call('send-activation', { locationId }))
  const token = parseActivationLink(sent.link ?? '')?.token ?? ''
  const { body } = await postActivation(server.url, token, device)
  const { deviceId, serverKey } = body['value'] as { deviceId: string; serverKey: string }
  const session = await signIn(server.port, device, deviceId, serverKey)
  const { deviceCode } = session.welcome['settings'] as { deviceCode: string }
  return {
    deviceId,
    deviceCode,
    ask: async (name, params) => (await session.ask(name, params)) as never,
    close: session.close,
  }
}
