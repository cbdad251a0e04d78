/** argon2id as ASVS 5.0 appendix C asks: 46 MiB, one pass, one lane; about 30 ms. */
export const PASSWORD_HASH_MEMORY_KIB = 47_104
export const PASSWORD_HASH_PASSES = 1
/** ASVS 6.2.1: at least 8 characters; the contract's largest is 200. */
export const PASSWORD_LENGTH_MIN = 8
export const PASSWORD_LENGTH_MAX = 200

/** Half an hour without a call ends a session: an unattended office PC. */
export const SESSION_IDLE_MS = 30 * 60_000
/** A working day with some overtime; then the password is asked again. */
export const SESSION_ABSOLUTE_MS = 12 * 60 * 60_000
/** How stale "last seen" may be: one write a minute and session, not one a call. */
export const SESSION_TOUCH_MS = 60_000
/** What is kept of a browser's self-description. */
export const USER_AGENT_LENGTH_MAX = 400
/** Sessions that are listed; a person has a handful. */
export const SESSIONS_LISTED_MAX = 100

/** The span over which tries to sign in are counted. */
export const SIGN_IN_WINDOW_MS = 15 * 60_000
/** Tries for one e-mail address: enough for a forgotten password, 960 guesses a day at most. */
export const SIGN_IN_TRIES_PER_EMAIL = 10
/** Tries from one address: an office behind one router, not a list of stolen passwords. */
export const SIGN_IN_TRIES_PER_IP = 30
/** Keys that are counted at once; beyond it the oldest are forgotten, so memory stays bounded. */
export const SIGN_IN_KEYS_MAX = 20_000

/** Comment lines keep proxies from closing an event stream that has no news. */
export const EVENT_STREAM_BEAT_MS = 20_000
/** Open event streams: one a tab of every member of staff, with room. */
export const EVENT_STREAMS_MAX = 500
/** Bytes that may wait for a reader who does not read; then the stream is dropped. */
export const EVENT_STREAM_BACKLOG_BYTES_MAX = 1_048_576
