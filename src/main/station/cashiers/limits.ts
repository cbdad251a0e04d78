/** People of one counter; each sign-in compares with all of them, at a slow hash each. */
export const CASHIERS_MAX = 40
/** Wrong PINs in a row before the station waits. */
export const WRONG_PINS_MAX = 3
/** Long enough that 10,000 PINs take days, short enough for somebody who mistyped. */
export const WRONG_PIN_WAIT_MS = 30_000
/** Time to take the badge in hand; later somebody may scan goods. */
export const BADGE_LEARNING_MS = 30_000
