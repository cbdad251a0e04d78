import { buildFrontEnds, FRONT_END_NAMES } from './front-ends.ts'
import { runPackage } from './run.ts'

/** Builds everything that is built: the three front ends and the Electron shell. */
await buildFrontEnds(FRONT_END_NAMES)
process.exitCode = await runPackage('electron-vite/bin/electron-vite.js', [
  'build',
  '--logLevel',
  'warn',
])
