import { z } from 'zod'

/**
 * Import this before anything that makes a schema: our pages forbid `eval`, and zod would try it once
 * for speed, which the browser reports as a breach of the page's policy.
 */
z.config({ jitless: true })
