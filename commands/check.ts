import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { bringLpdBackend } from './cups-backend.ts'
import { prepareMachine } from './machine.ts'
import { ROOT, run, runPackage } from './run.ts'

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed, each with the first lines of why. */
  readonly failures: readonly string[]
}

/** As much of a failure as the end of a log can bear; the whole of it stands further up. */
const FAILURE_LENGTH_MAX = 1_500

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
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] as string[] }
  let right = true
  for (const project of ['unit', 'e2e', 'faults']) {
    console.error(`\n== ${project} tests`)
    const { code, counts } = await runTests(project)
    right &&= code === 0
    total.passed += counts.passed
    total.failed += counts.failed
    total.skipped += counts.skipped
    total.failures.push(...counts.failures)
  }
  // Last, as whoever looks for the reason looks at the end.
  if (total.failures.length > 0) console.log(`\n== failed\n\n${total.failures.join('\n\n')}\n`)
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

/** The parts of the test runner's report that are read. */
interface Report {
  readonly numPassedTests?: number
  readonly numFailedTests?: number
  readonly numPendingTests?: number
  readonly testResults?: ReadonlyArray<{
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults?: ReadonlyArray<{
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: readonly string[] | null
    }>
  }>
}

function readCounts(path: string): Counts {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8')) as Report
    return {
      passed: report.numPassedTests ?? 0,
      failed: report.numFailedTests ?? 0,
      skipped: report.numPendingTests ?? 0,
      failures: failuresOf(report),
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: ['The test runner left no report.'] }
  }
}

function failuresOf({ testResults = [] }: Report): string[] {
  return testResults.flatMap(({ name, status, message = '', assertionResults = [] }) => {
    const file = relative(ROOT, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    const tests = failed.map((test) =>
      described(`${file} > ${test.fullName}`, (test.failureMessages ?? []).join('\n')),
    )
    return tests.length === 0 && status === 'failed' ? [described(file, message)] : tests
  })
}

function described(title: string, why: string): string {
  return `${title}\n${why.slice(0, FAILURE_LENGTH_MAX)}`
}
