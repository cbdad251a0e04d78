/** True for the long version of a test: the same code with the numbers of a proof. */
export const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'

/** How long one test may take, in ms: the long versions on a slow machine. */
export const TEST_MS = IS_FULL ? 2 * 60 * 60_000 : 15 * 60_000
