/** Locations with most redeemed, in each currency: as many as are looked at on a page. */
export const TOP_LOCATIONS = 10
/** A card that nobody used for so long is dormant. */
export const DORMANT_AFTER_MS = 365 * 24 * 3_600_000
/** Months that are so old show what is redeemed in the end: little comes after two years. */
export const SETTLED_AFTER_MONTHS = 24
/** The oldest cohort that is shown by itself, in months: five years, the longest validity by law. */
export const COHORT_MONTHS_MAX = 60
/**
 * Who asks again within this time is answered as before: two figures of one page are made of them, pages
 * ask at every operation, and the whole journal is read for it.
 */
export const COHORTS_KEPT_MS = 3_000
