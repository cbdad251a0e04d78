/** Open links of one location: one a PC, with room for lost mails. */
export const ENROLMENTS_OPEN_MAX = 20
/** Enrolments that are listed, newest first; older ones are history. */
export const ENROLMENTS_LISTED_MAX = 200
/** Devices that are listed: more than any network here has. */
export const DEVICES_LISTED_MAX = 5_000
/** Tries to activate from one address in a minute. The token has 256 bits; this spares the database. */
export const ACTIVATIONS_PER_MINUTE = 30
/** New draws of a device code before giving up: 31^8 codes, so a second is never needed in practice. */
export const CODE_DRAWS_MAX = 5
/**
 * How often connected stations are looked after when nobody says that something changed: a rule that
 * begins at midnight is known at every counter before the next customer.
 */
export const SETTINGS_LOOK_EVERY_MS = 10_000
/** From one look to the next, however often something changes: what a clerk does not notice. */
export const SETTINGS_REST_MS = 250
/** Stations that are read in one query: some ms of the main thread. */
export const STATIONS_READ_AT_ONCE = 500
