/** Times and lengths by which a scanner is told from fingers (measured figures of real devices). */

/** Scanners that type take 1 to 19 ms from key to key; people 120 ms, and rarely under 50. */
export const KEY_GAP_MAX_MS = 35
/** Keys this close at the start of a run make it a scanner's: two fast gaps are no longer chance. */
export const BURST_STARTS_AT_KEYS = 3
/** Fewer keys are not a reading: the shortest barcode that a shop meets, EAN-8, has 8. */
export const BURST_LENGTH_MIN = 6
/**
 * How long the page waits for silence: 250 ms more than that, because on a busy PC keys reach the
 * page later than their time stamps say. Only readings without a terminator wait for it.
 */
export const SILENCE_HEARD_AFTER_MS = 400
/** The same where a pause was among them: the shortest card number. People roll keys twice in a row. */
export const PAUSED_BURST_LENGTH_MIN = 12
/** Silence that ends a burst without a terminator. A busy PC delays single keys by less. */
export const SILENCE_MS = 150
/** People type digits 100 to 200 ms apart, the quickest not much under 80; slow scanners take 45. */
export const PERSON_GAP_MIN_MS = 60
/** An Enter this long after a key is a person's: a scanner's comes sooner, also from a busy PC. Nobody
 * types where no field is and confirms something else within this time. */
export const ENDING_LATE_MAX_MS = 500
