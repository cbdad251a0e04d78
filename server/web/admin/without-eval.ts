import { z } from 'zod'

/**
 * zod would otherwise try whether it may compile its checks with `new Function`, which the pages'
 * policy forbids and the browser reports. Imported before anything that parses.
 */
z.config({ jitless: true })
