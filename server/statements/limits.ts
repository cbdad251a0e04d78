/** How often mails that could not be sent are looked at again. */
export const LOOK_EVERY_MS = 60_000
/** A statement is not mailed for ever: after so many tries somebody has to look. */
export const TRIES_MAX = 5
/** The wait after each try: a mail server that is down is back after an hour, mostly. */
export const TRY_AGAIN_MS = 15 * 60_000
/** Another server may be at it: so long a mail is nobody else's. */
export const LEASE_MS = 5 * 60_000
/** Lines of runs that are queued in one write. */
export const QUEUED_AT_ONCE = 200
