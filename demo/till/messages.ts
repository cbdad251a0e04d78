import type { TillProblem } from './till.ts'

/** What the API says to a script; the page has its own words for each code. */
export const MESSAGES: Readonly<Record<TillProblem['problem'], string>> = {
  TOO_LARGE: 'the total is beyond what a till can ring',
  NOT_PAID: 'the tenders do not cover the total: add what is missing',
  OVERPAID: 'only cash may be more than the total: lower the card or gift-card amount',
  NOT_FOUND: 'there is no sale with this receipt number on this till',
  NOT_SOLD: 'only a sale that was printed and not yet taken back can be voided or refunded',
  NOT_OPEN: 'only a sale whose receipt was never printed can be discarded',
  BUSY: 'this paper is being printed already: wait for it',
  PRINTER_UNREACHABLE: 'no printer answers at that address: start the station or switch it on',
  PRINTER_REFUSED: 'the printer refused the connection: see the station for what is wrong with it',
  PRINTER_SILENT: 'the printer does not answer: check that it is on, then print again',
  PRINTER_COVER_OPEN: 'the cover of the printer is open: close it, then print again',
  PRINTER_NO_PAPER: 'the printer has no paper: put in a roll, then print again',
  PRINTER_ERROR: 'the printer reports an error: switch it off and on, then print again',
  PRINTER_UNCONFIRMED: 'the printer did not say that it has printed: look before printing again',
}

/** The HTTP status of each: the caller's fault, a state that does not allow it, or the printer. */
export function statusOf(problem: TillProblem['problem']): number {
  switch (problem) {
    case 'NOT_FOUND':
      return 404
    case 'NOT_SOLD':
    case 'NOT_OPEN':
    case 'BUSY':
      return 409
    case 'TOO_LARGE':
    case 'NOT_PAID':
    case 'OVERPAID':
      return 422
    default:
      return 503
  }
}
