import { readdirSync } from 'node:fs'
import { ROOT, runPackage } from './run.ts'

/** Type-checks every layer as its own program, so that each sees only what it may see. */
const layers = readdirSync(`${ROOT}tsconfig`).filter((name) => name.endsWith('.json'))
let failed = 0
for (const layer of layers) {
  const code = await runPackage('typescript/bin/tsc', ['-p', `tsconfig/${layer}`])
  console.error(`types: ${layer.replace('.json', '')} ${code === 0 ? 'right' : 'WRONG'}`)
  failed += code === 0 ? 0 : 1
}
process.exitCode = failed === 0 ? 0 : 1
