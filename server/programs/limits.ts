/** A void is a void within a day, as card networks and gift-card hosts have it; later it is a refund. */
export const VOID_WINDOW_MS = 24 * 60 * 60 * 1000
