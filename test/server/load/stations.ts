import { parseActivationLink } from '../../../src/contract/wire/activation.ts'
import { done, type TestServer } from '../house/open-server.ts'
import { makeDevice, postActivation, type RawSession, signIn } from '../house/raw-station.ts'

/** Activates so many stations at the server's location, as its e-mails would, and signs them in. */
export async function openStations(server: TestServer, count: number): Promise<RawSession[]> {
  const stations: RawSession[] = []
  for (let at = 0; at < count; at += 1) {
    const device = makeDevice()
    const { locationId } = server.location
    const sent = done(await server.operator.call('send-activation', { locationId }))
    const token = parseActivationLink(sent.link ?? '')?.token ?? ''
    const { body } = await postActivation(server.url, token, device)
    const { deviceId, serverKey } = body['value'] as { deviceId: string; serverKey: string }
    stations.push(await signIn(server.port, device, deviceId, serverKey))
  }
  return stations
}

/** The name that a station gives to a card after reading it. */
export async function cardTokenOf(station: RawSession, number: string): Promise<string> {
  const { value } = await station.ask('card-inquire', { card: { number } })
  return (value as { cardToken: string }).cardToken
}

/** The figures that the server gives to monitoring, by name as `name{label="value"}`. */
export async function readMetrics(server: TestServer): Promise<(name: string) => number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return (name) => {
    const line = text.split('\n').find((one) => one.startsWith(`${name} `))
    if (line === undefined) throw new Error(`no sample ${name} in\n${text}`)
    return Number(line.slice(name.length + 1))
  }
}
