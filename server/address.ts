import { isIPv4, isIPv6 } from 'node:net'
import { ADDRESS_GROUPS } from './limits.ts'

/**
 * What an address is counted under: an IPv4 address itself, of an IPv6 one the network that one
 * customer has. Undefined for a text that is no address.
 */
export function addressKey(text: string): string | undefined {
  if (isIPv4(text)) return text
  if (!isIPv6(text)) return undefined
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = text.toLowerCase().split('%')[0]?.split('::') ?? []
  const first = groupsOf(head)
  const last = tail === undefined ? [] : groupsOf(tail)
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  const groups = [...first, ...(tail === undefined ? [] : zeros), ...last]
  return `${groups.slice(0, ADDRESS_GROUPS).join(':')}::/64`
}

function groupsOf(part: string): string[] {
  if (part === '') return []
  return part.split(':').map((group) => group.replace(/^0+(?=.)/, ''))
}
