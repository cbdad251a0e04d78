/** What waits for long is noted, and what was not acknowledged is told again, every minute. */
export const EXCEPTION_REVIEW_MS = 60_000
