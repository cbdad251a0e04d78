import type { IfUnknown } from './request-store.ts'
import type { NotDone } from './transport.ts'

/** What became of one intended operation. Every outcome but `unknown` is final. */
export type Outcome<Result> =
  | { readonly is: 'done'; readonly requestId: string; readonly answer: Result }
  /** The server understood it and did not do it; nothing moved. */
  | { readonly is: 'refused'; readonly requestId: string; readonly because: NotDone }
  /** It could not be judged (malformed, a key that is not valid, no room); nothing was done. */
  | { readonly is: 'failed'; readonly requestId: string; readonly because: NotDone }
  /** It was undone or cancelled: what was taken is back, and if it still arrives it is refused. */
  | { readonly is: 'voided'; readonly requestId: string }
  /**
   * No answer came in time. It is on the disk, and `resume` brings it to an end: `retry` = it will
   * be done or refused, `void` = it will be undone. Until then it may have happened or not. With
   * `because` APPROVAL_REQUIRED it has not, and waits for a second person.
   */
  | {
      readonly is: 'unknown'
      readonly requestId: string
      readonly becomes: IfUnknown
      readonly because?: NotDone
    }

/** What was read. */
export type Reading<Result> =
  | { readonly is: 'done'; readonly answer: Result }
  | { readonly is: 'refused' | 'failed'; readonly because: NotDone }
  | { readonly is: 'no answer' }
