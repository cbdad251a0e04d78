/** Days in the picture of the first page. */
export const OVERVIEW_DAYS = 30
/** The newest operations beside it. */
export const OVERVIEW_LATEST_ROWS = 12
/** The contract's bounds of what the page lists. */
export const OVERVIEW_STATIONS_MAX = 200
export const OVERVIEW_ENROLMENTS_MAX = 50
