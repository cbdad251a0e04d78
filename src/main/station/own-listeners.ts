import { lookup } from 'node:dns/promises'
import { realpathSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import type { SourceConfig, SourceView } from '../../contract/screen/sources.ts'
import type { Clock } from './ports.ts'

/**
 * Where this station takes what tills send. A paper of its own that is printed there would come back as
 * a till's, with a gift card payment on it; a till's that is passed on there would go round for ever.
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
  const addressesOf = (host: string): Promise<readonly string[]> => {
    const own = ownNamed(host)
    if (own !== undefined) return Promise.resolve(own)
    return new Promise((resolve) => {
      const cancel = clock.after(LOOKUP_MS, () => resolve([]))
      lookup(host, { all: true })
        .then((found) => resolve(found.map(({ address }) => address)))
        .catch(() => resolve([]))
        .finally(cancel)
    })
  }
  return {
    isNamed: async (host, port) =>
      (await addressesOf(host)).some((address) => isFarEnd(address, port)),
    isFarEnd,
  }
}

/** The places where sources listen, or will once they can. */
export function listeningPlaces(views: readonly SourceView[]): Place[] {
  return views.flatMap(({ config, listening }) => listening ?? placeOfConfig(config))
}

/**
 * Whether sources would pass on to this station itself what they take, were one of them set so: it to
 * another or to itself, or another to it.
 */
export async function wouldForwardHere(
  config: SourceConfig,
  views: readonly SourceView[],
  clock: Clock,
): Promise<boolean> {
  const others = views.filter((view) => view.config.id !== config.id)
  const own = placeOfConfig(config)
  const all = createOwnListeners({ clock, places: () => [...listeningPlaces(others), ...own] })
  const changed = createOwnListeners({ clock, places: () => own })
  const set = others.map((other) => other.config)
  if (passesToOwnLine(config, [config, ...set])) return true
  if (set.some((other) => passesToOwnLine(other, [config]))) return true
  const found = await Promise.all([
    leadsTo(all, config),
    ...others.map((other) => leadsTo(changed, other.config)),
  ])
  return found.includes(true)
}

async function leadsTo(listeners: OwnListeners, config: SourceConfig): Promise<boolean> {
  const forwardTo = 'forwardTo' in config ? config.forwardTo : null
  return forwardTo !== null && (await listeners.isNamed(forwardTo.host, forwardTo.port))
}

/** Whether the serial port of its printer is one that a till is heard on. */
function passesToOwnLine(config: SourceConfig, heard: readonly SourceConfig[]): boolean {
  if (config.kind !== 'serial-relay') return false
  const printer = devicePath(config.printerPath)
  return heard.some((one) => 'line' in one && devicePath(one.line.path) === printer)
}

/** The names that stay the same are links to those that change. */
function devicePath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** Where a source listens; nowhere for one that does not, and for a port that the system will pick. */
function placeOfConfig(config: SourceConfig): Place[] {
  const isListening =
    config.kind === 'printer-tcp' ||
    config.kind === 'printer-lpd' ||
    config.kind === 'callback' ||
    (config.kind === 'text-feed-tcp' && config.mode === 'listen')
  return isListening && config.port !== 0 ? [{ host: config.host, port: config.port }] : []
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

/** The addresses behind a name of this PC, which nobody has to look up; undefined for other names. */
function ownNamed(host: string): readonly string[] | undefined {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1']
  const own = hostname().toLowerCase()
  const [short] = own.split('.')
  return [own, short, `${short}.local`].includes(name) ? [...ANY] : undefined
}
