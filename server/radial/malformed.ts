/** A document that asks for what nobody set up here: tokens, encrypted fields. A fault. */
export class NotConfiguredError extends Error {
  override readonly name = 'NotConfiguredError'
}
