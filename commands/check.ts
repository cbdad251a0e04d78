import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringLpdBackend } from './cups-backend.ts'
import { prepareMachine } from './machine.ts'
import { ROOT, run, runPackage } from './run.ts'

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Everything that must hold before a change lands, in the order of what fails fastest. */
const STEPS: ReadonlyArray<readonly [name: string, step: () => Promise<boolean>]> = [
  ['machine', prepareTests],
  ['lint', async () => (await runPackage('@biomejs/biome/bin/biome', ['check', '.'])) === 0],
  ['types', async () => (await run(process.execPath, [`${ROOT}commands/types.ts`])) === 0],
  ['unused', async () => (await runPackage('knip/bin/knip.js', ['--no-progress'])) === 0],
  ['build', async () => (await run(process.execPath, [`${ROOT}commands/build.ts`])) === 0],
]

const folder = mkdtempSync(join(tmpdir(), 'countermark-check-'))
try {
  process.exitCode = (await check()) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** What all else needs; then what some tests do without where it cannot be had. */
async function prepareTests(): Promise<boolean> {
  const isReady = await prepareMachine()
  if (isReady) await bringLpdBackend()
  return isReady
}

async function check(): Promise<boolean> {
  for (const [name, step] of STEPS) {
    console.error(`\n== ${name}`)
    if (!(await step())) {
      console.error(`\n${name} failed: see the lines above.`)
      return false
    }
  }
  const total = { passed: 0, failed: 0, skipped: 0 }
  let right = true
  for (const project of ['unit', 'e2e', 'faults']) {
    console.error(`\n== ${project} tests`)
    const { code, counts } = await runTests(project)
    right &&= code === 0
    total.passed += counts.passed
    total.failed += counts.failed
    total.skipped += counts.skipped
  }
  console.log(`Tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  return right && total.passed > 0
}

async function runTests(project: string): Promise<{ code: number; counts: Counts }> {
  const report = join(folder, `${project}.json`)
  const code = await runPackage('vitest/vitest.mjs', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  return { code, counts: readCounts(report) }
}

function readCounts(report: string): Counts {
  try {
    const result = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>
    return {
      passed: result['numPassedTests'] ?? 0,
      failed: result['numFailedTests'] ?? 0,
      skipped: result['numPendingTests'] ?? 0,
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
