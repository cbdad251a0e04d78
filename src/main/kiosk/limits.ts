/** Browsers that hold a session at once; the one not seen for longest makes room. One counter has one
 * or two. */
export const SESSIONS_MAX = 16
/** Open sockets: tabs of those browsers. */
export const SOCKETS_MAX = 16
/** Commands of one socket without an answer yet. A person and a scanner together make two. */
export const COMMANDS_IN_FLIGHT_MAX = 32
/** Bytes waiting for a browser that reads nothing; it comes back and gets the state anew. */
export const SOCKET_BACKLOG_BYTES_MAX = 4 * 1024 * 1024
