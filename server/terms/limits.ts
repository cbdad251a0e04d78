/** Periods that one look brings: a year of weeks. */
export const DUE_RUNS_MAX = 53
/** A change every other day for five years. */
export const TERMS_VERSIONS_MAX = 1_000
/** Terms may be planned for the season after the next. */
export const TERMS_PLANNED_AHEAD_MAX_MS = 3 * 365 * 24 * 60 * 60 * 1000
