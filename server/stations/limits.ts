import { HEARTBEAT_INTERVAL_MS, HEARTBEATS_MISSED_MAX } from '../../src/contract/limits.ts'

/** From the opening of a socket to a good hello: a round trip and two signatures, with a slow line. */
export const SIGN_IN_TIMEOUT_MS = 5_000
/** A station beats every interval; after the missed ones and one for the way it is gone. */
export const SILENCE_TIMEOUT_MS = HEARTBEAT_INTERVAL_MS * (HEARTBEATS_MISSED_MAX + 1)
/** The station says "not known yet" at 8 s: our own word for it is there before. */
export const HANDLER_DEADLINE_MS = 7_000
/** Requests of one station under way at once: a clerk makes one, a resend after an outage dozens. */
export const IN_FLIGHT_MAX = 64
/** Frames beyond the rate that are taken at once: the outbox after a day without a line. */
export const FRAMES_BURST = 200
/** Frames refused with RATE_LIMITED before the socket is closed: a station that does not listen. */
export const FRAMES_REFUSED_MAX = 400
/** Bytes that may wait for a station that does not read; then its socket is dropped. */
export const BACKLOG_BYTES_MAX = 262_144
/** Sockets between opening and hello: a power cut brings every station of a network back at once. */
export const SIGNING_IN_MAX = 500
/**
 * How long a socket that says nothing keeps its place where others wait for one: a station's hello is
 * there after a round trip, and whoever only holds places must not keep every station out.
 */
export const HELLO_WAITED_FOR_MS = 1_000
/** Sockets in all: bounds memory at some hundred MB. */
export const SOCKETS_MAX = 10_000
/** Frames kept while the device is looked up: a station has nothing to say before the welcome. */
export const EARLY_FRAMES_MAX = 4
/** How long a closing socket may take to answer before it is cut. */
export const CLOSE_GRACE_MS = 1_000
/** How long a stop waits for requests under way: their deadline, and the way back. */
export const DRAIN_TIMEOUT_MS = HANDLER_DEADLINE_MS + 1_000
/** When stations come back after a stop: a restart takes a second or two. */
export const COME_BACK_AFTER_MS = 2_000
