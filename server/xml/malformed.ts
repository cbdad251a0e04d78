/**
 * A document that is not what was asked for. Caught where documents are read; the message says what
 * to send and quotes nothing of what was sent.
 */
export class MalformedXmlError extends Error {
  override readonly name = 'MalformedXmlError'
  /** From 1, where one line is wrong; 0 when it is about the whole document. */
  readonly line: number

  constructor(message: string, line = 0) {
    super(message)
    this.line = line
  }
}
