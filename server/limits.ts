/** A week: a link that is good for longer is a key that lies about. */
export const ACTIVATION_HOURS_MAX = 168
/** The largest JSON body: 500 made cards come back, nothing near that goes in. */
export const BODY_BYTES_MAX = 262_144
/** A requestId in an address: 128 characters, each at most escaped as three, and room to spare. */
export const PATH_PART_LENGTH_MAX = 400
/** A request must be in within this time: slow senders hold no sockets. */
export const REQUEST_TIMEOUT_MS = 15_000
/** A file of staff must be in within this time: 100 MiB over an office's line, checked as it comes. */
export const FILE_TIMEOUT_MS = 15 * 60_000
/** Longer than the usual 60 s of proxies in front, so that they close first. */
export const KEEP_ALIVE_MS = 65_000
/** How often health is looked at for the log: soon enough for whoever watches it, and free. */
export const HEALTH_LOOK_EVERY_MS = 5_000
/**
 * How long a process that must end tells stations and answers what it still can: answers are out
 * within moments, and a supervisor is waiting to start the next one.
 */
export const BROKEN_CLOSE_MS = 3_000
/** How long a stop waits for requests in flight: the slowest answer takes 7 s. */
export const CLOSE_TIMEOUT_MS = 10_000
/** How often is looked whether a checkpoint is due: free when it is not. */
export const CHECKPOINT_LOOK_EVERY_MS = 10_000
/** Commit groups that make a checkpoint due: some seconds of the heaviest load. */
export const CHECKPOINT_GROUPS = 5_000
/** The longest that something new waits for a checkpoint: what a change of history may go unseen. */
export const CHECKPOINT_EVERY_MS = 10 * 60_000
/** More than any till sends, for a program that stands for many tills, or one that measures. */
export const STATION_RATE_MAX = 100_000
/** Shorter ones can be guessed. */
export const METRICS_TOKEN_LENGTH_MIN = 16
/** Versions of number keys beside the one of new cards: each number is looked up under all of them. */
export const FURTHER_KEYS_MAX = 3
/** How often a running server looks whether its key file was changed: one look at a file's time. */
export const KEYS_LOOK_EVERY_MS = 1_000
/** How long a new version is only known before it is used: every server has read it by then. */
export const KEYS_SPREAD_MS = 3_000
/** An IPv6 customer has a network of 64 bits: its first four groups stand for all of it. */
export const ADDRESS_GROUPS = 4
