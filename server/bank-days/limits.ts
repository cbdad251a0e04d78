/** No payment waits for years: a longer count is a fault of whoever asks. */
export const DAYS_COUNTED_MAX = 1_000

/** Years whose closed days are kept: a file looks at two or three. */
export const YEARS_KEPT_MAX = 64
