import type { LoadClass } from './limits.ts'

export { type Background, type Leisure, startBackground, turn } from './background.ts'
export { API_REQUESTS_AT_ONCE, CONNECTIONS_MAX, LOAD_CLASSES, type LoadClass } from './limits.ts'
export { createLoad, type Load } from './load.ts'
export { OverloadedError, overloaded, StoppingError, stopping } from './overloaded.ts'
export { createPerCaller } from './per-caller.ts'
export { createSlowAnswers } from './slow-answers.ts'
export { hashSlowly, type SlowHash, verifySlowly } from './slow-hash.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The class of a route's requests; `reports` when not said. `none`: never held up. */
    readonly load?: LoadClass | 'none'
  }
}
