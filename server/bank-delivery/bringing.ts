import type { DeliveryProblem } from '../../src/contract/admin/bank-delivery.ts'

/** A file as it is handed over: of a bank, or an export of the books. */
export interface DeliveryFile {
  /** Without a folder; at the same place the same name always means the same bytes. */
  readonly fileName: string
  readonly bytes: Uint8Array
  /** Of the bytes, in hex. */
  readonly sha256: string
  /** When the bank is to move the money, as `2026-11-23`, where it has to be told beside the file. */
  readonly valueOn?: string
}

/** How bringing a file somewhere, or trying whether it could be brought, ended. */
export type Brought =
  | { readonly ok: true; readonly place: string }
  | {
      readonly ok: false
      readonly problem: DeliveryProblem
      /** What an SFTP server showed, when that is the problem. */
      readonly hostKey?: string
    }

/** What is told on the way, so that a file never gets its name twice. */
export interface Steps {
  /** True when the file was about to get its name at an earlier try. */
  readonly wasNaming: boolean
  /** Waits until it is kept that the file gets its name now. */
  readonly naming: () => Promise<void>
  /** Waits until it is kept that it did not get it: the other side said no, and the file still waits there. */
  readonly unnamed: () => Promise<void>
}

/** Problems that may be gone in a moment. */
export function isPassing(problem: DeliveryProblem): boolean {
  return ['unreachable', 'timed-out', 'busy'].includes(problem)
}

/** Why something did not get there; thrown inside of one way of bringing, never across it. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly problem: DeliveryProblem

  constructor(problem: DeliveryProblem) {
    super(problem)
    this.problem = problem
  }
}
