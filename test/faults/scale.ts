/** True for the long version of a test: the same code with the numbers of a proof. */
export const IS_FULL = process.env['COUNTERMARK_TEST_SCALE'] === 'full'
