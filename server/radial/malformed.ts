/**
 * A document that is not what was asked for. Caught where requests are read and answered as a
 * fault; the message says what to send and quotes nothing of what was sent.
 */
export class MalformedXmlError extends Error {
  override readonly name = 'MalformedXmlError'
}

/** A document that asks for what nobody set up here: tokens, encrypted fields. Likewise a fault. */
export class NotConfiguredError extends Error {
  override readonly name = 'NotConfiguredError'
}
