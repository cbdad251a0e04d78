import { buildFrontEnds, FRONT_END_NAMES } from './front-ends.ts'

/**
 * Before a program starts: builds the pages that it shows, when there are none or older ones than their
 * sources. Never keeps a program from starting: each says itself what it cannot show.
 */
const names = FRONT_END_NAMES.filter((name) => process.argv.includes(name))
await buildFrontEnds(names).catch((error: unknown) => {
  console.error(
    `${error instanceof Error ? error.message : String(error)}. To try again: npm run build`,
  )
})
