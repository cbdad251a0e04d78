/** Why a journal cannot be used as it is; `message` is a sentence with the next step. */
export type JournalFault = 'newer-schema' | 'foreign-schema' | 'cannot-open'

/** Thrown while opening only: the station does not start on a journal that it may not touch. */
export class JournalError extends Error {
  readonly fault: JournalFault

  constructor(fault: JournalFault, message: string) {
    super(message)
    this.name = 'JournalError'
    this.fault = fault
  }
}
