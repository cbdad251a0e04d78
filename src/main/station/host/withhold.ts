import { LOG_TEXT_LENGTH_MAX } from './limits.ts'

/** Stands in a log for what must not be there. */
export const WITHHELD = '[withheld]'

/**
 * Makes a text fit for a log: whatever could be a card number (12 digits and more, also in groups)
 * and whatever stands behind the hash or the question mark of a link is withheld, and it is cut to
 * LOG_TEXT_LENGTH_MAX. UUIDs stay: they name operations and payments.
 */
export function withholdNumbers(text: string): string {
  return text
    .slice(0, LOG_TEXT_LENGTH_MAX)
    .replace(LINK_SECRET, `$1${WITHHELD}`)
    .replace(UUID_OR_NUMBER, (found, uuid) => (uuid === undefined ? WITHHELD : found))
}

/** A field whose name says that its value is nobody's business. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

const LINK_SECRET = /(\bhttps?:\/\/[^\s?#]*[?#])\S+/gi
const UUID_OR_NUMBER =
  /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})|\d(?:[ .\u00a0\u2010-\u2015-]?\d){11,}/gi
const SECRET_NAME = /pin$|secret|password|token|privatekey|track|reading|cardnumber/i
