/** The greatest sum that a file of American banks can state, in cents: no payout is larger. */
export const SETTLING_MINOR_MAX = 999_999_999_999
