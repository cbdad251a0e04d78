/** Operations in a commit group: alone, few, and up to the most that the engines take. */
export const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
/** From a fast disk (0.1 ms) to one that is failing (seconds). */
export const COMMIT_SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
]
