import { failed, type Reply, success } from '../../../contract/refusals.ts'
import { parseActivationLink } from '../../../contract/wire/activation.ts'

/**
 * True for an address that a station may give its key and its cards to: over TLS, or a server on
 * this very PC, whose bytes pass no network.
 */
export function isSecureAddress(address: string): boolean {
  const url = URL.parse(address)
  if (url === null || url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return true
  return url.protocol === 'http:' && LOOPBACK.test(url.hostname)
}

/** Names are as `URL` writes them: four decimal numbers, IPv6 in brackets. */
const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/

/** The parts of an activation link that may be used; else why not, in words for the clerk. */
export function readActivationLink(
  link: string,
): Reply<{ readonly serverUrl: string; readonly token: string }> {
  const parts = parseActivationLink(link)
  if (parts === undefined) return failed('ENROLMENT_INVALID')
  return isSecureAddress(parts.serverUrl) ? success(parts) : failed('LINK_NOT_SECURE')
}
