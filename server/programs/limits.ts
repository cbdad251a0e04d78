/** Programs times the few versions that are in use of each, with room for hundreds of networks. */
export const RULE_TEXTS_REMEMBERED_MAX = 1_000
/** A change every other day for five years; a program that needs more is another program. */
export const RULE_VERSIONS_MAX = 1_000
/** A rule may be planned for the season after the next. */
export const RULE_PLANNED_AHEAD_MAX_MS = 3 * 365 * 24 * 60 * 60 * 1000
