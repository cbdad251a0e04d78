/** How long nothing is typed before what would be charged is worked out: shorter than a look away. */
export const PREVIEW_AFTER_MS = 350
