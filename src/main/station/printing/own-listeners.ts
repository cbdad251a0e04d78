import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import type { SourceView } from '../../../contract/screen/sources.ts'
import type { Clock } from '../ports.ts'

/**
 * Where this station takes what tills send. A paper of its own that is printed there would come back as
 * a till's, with a gift card payment on it.
 */
export interface OwnListeners {
  /** Whether what somebody typed leads there; names are looked up. */
  readonly isNamed: (host: string, port: number) => Promise<boolean>
  /** Whether the far end of a connection is there. */
  readonly isFarEnd: (address: string, port: number) => boolean
}

interface Place {
  readonly host: string
  readonly port: number
}

/** A name that is not found by then is looked at again when something is printed. */
const LOOKUP_MS = 2_000

export function createOwnListeners(options: {
  readonly places: () => readonly Place[]
  readonly clock: Clock
}): OwnListeners {
  const { places, clock } = options
  const isFarEnd = (address: string, port: number) =>
    isOwnAddress(address) &&
    places().some((place) => place.port === port && listensAt(place.host, plain(address)))
  const addressesOf = (host: string): Promise<readonly string[]> =>
    new Promise((resolve) => {
      const cancel = clock.after(LOOKUP_MS, () => resolve([]))
      lookup(host, { all: true })
        .then((found) => resolve(found.map(({ address }) => address)))
        .catch(() => resolve([]))
        .finally(cancel)
    })
  return {
    isNamed: async (host, port) => {
      if (isOwnName(host)) return places().some((place) => place.port === port)
      return (await addressesOf(host)).some((address) => isFarEnd(address, port))
    },
    isFarEnd,
  }
}

/** The places where sources listen, or will once they can. */
export function listeningPlaces(views: readonly SourceView[]): Place[] {
  return views.flatMap(({ config, listening }) => {
    if (listening !== null) return [listening]
    const isListening =
      config.kind === 'printer-tcp' ||
      config.kind === 'printer-lpd' ||
      config.kind === 'callback' ||
      (config.kind === 'text-feed-tcp' && config.mode === 'listen')
    return isListening ? [{ host: config.host, port: config.port }] : []
  })
}

/** Loopback, and 0.0.0.0 and ::, by which a system reaches itself. */
const LOCAL = new BlockList()
LOCAL.addSubnet('127.0.0.0', 8, 'ipv4')
LOCAL.addAddress('0.0.0.0', 'ipv4')
LOCAL.addAddress('::1', 'ipv6')
LOCAL.addAddress('::', 'ipv6')
const ANY = new Set(['0.0.0.0', '::'])

function isOwnAddress(address: string): boolean {
  const own = plain(address)
  if (LOCAL.check(own, isIP(own) === 6 ? 'ipv6' : 'ipv4')) return true
  const all = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
  return all.some((one) => plain(one.address) === own)
}

/** A place that is given by name may be any address of this PC. */
function listensAt(host: string, address: string): boolean {
  return host === address || ANY.has(host) || ANY.has(address) || isIP(host) === 0
}

/** Without the zone of a link, and an IPv4 address as such. */
function plain(address: string): string {
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
}

function isOwnName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  const own = hostname().toLowerCase()
  const [short] = own.split('.')
  return [own, short, `${short}.local`, 'localhost'].includes(name) || name.endsWith('.localhost')
}
