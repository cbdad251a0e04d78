/** A server that does not finish the handshake by then is not there; the link tries again. */
export const SOCKET_HANDSHAKE_MS = 10_000
/** Activation is one small request that a person waits for. */
export const HTTP_TIMEOUT_MS = 15_000
/** The answer to an activation is under 2 KiB. */
export const HTTP_ANSWER_BYTES_MAX = 65_536
/** A log line's text value: long enough for a path or a reason, too short to smuggle a paper. */
export const LOG_TEXT_LENGTH_MAX = 500
/** The secrets file: an Ed25519 key and who the device is. */
export const SECRETS_BYTES_MAX = 65_536
/** The built screen is about 2 MB; a folder far above it is some other folder. */
export const PAGE_BYTES_MAX = 64 * 1024 * 1024
