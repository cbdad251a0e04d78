import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringLpdBackend } from './cups-backend.ts'
import { prepareMachine } from './machine.ts'
import { ROOT, run, runPackage } from './run.ts'
import { readTestReport, type TestCounts } from './test-report.ts'

/**
 * So many files at most are looked at a second time, alone. Tests share two cores with browsers and
 * databases, and now and then one of them is starved; more than a few is no such thing.
 */
const SECOND_LOOK_FILES_MAX = 5

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
  const failures: string[] = []
  const starved: string[] = []
  for (const project of ['unit', 'e2e', 'faults']) {
    console.error(`\n== ${project} tests`)
    const { code, counts } = await runTests(project)
    const texts = counts.failures.map(({ text }) => text)
    const isAlone = code !== 0 && (await passesAlone(project, counts))
    if (isAlone) starved.push(...texts)
    else failures.push(...texts, ...(code === 0 || texts.length > 0 ? [] : [`${project}: ${code}`]))
    total.passed += counts.passed + (isAlone ? counts.failed : 0)
    total.failed += isAlone ? 0 : counts.failed
    total.skipped += counts.skipped
  }
  // Last, as whoever looks for the reason looks at the end.
  if (starved.length > 0) console.log(tellOf('failed at first, and passed when run alone', starved))
  if (failures.length > 0) console.log(tellOf('failed', failures))
  console.log(`Tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  return failures.length === 0 && total.passed > 0
}

function tellOf(title: string, texts: readonly string[]): string {
  return `\n== ${title}\n\n${texts.join('\n\n')}\n`
}

/** Runs the files that failed once more, one at a time with nothing beside them. */
async function passesAlone(project: string, { failures }: TestCounts): Promise<boolean> {
  const files = [...new Set(failures.map(({ file }) => file))]
  if (files.length === 0 || files.includes('') || files.length > SECOND_LOOK_FILES_MAX) return false
  console.error(`\n== ${project} tests once more, alone: ${files.join(', ')}`)
  const { code } = await runTests(project, ['--maxWorkers=1', ...files])
  return code === 0
}

async function runTests(
  project: string,
  more: readonly string[] = [],
): Promise<{ code: number; counts: TestCounts }> {
  const report = join(folder, `${project}-${more.length}.json`)
  const code = await runPackage('vitest/vitest.mjs', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...more,
  ])
  return { code, counts: readTestReport(report) }
}
