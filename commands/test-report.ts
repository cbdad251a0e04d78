import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { ROOT } from './run.ts'

/** What a run of the tests came to. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed, each with its file and the first lines of why. */
  readonly failures: readonly TestFailure[]
}

interface TestFailure {
  /** From the folder of package.json. */
  readonly file: string
  readonly text: string
}

/** As much of a failure as the end of a log can bear; the whole of it stands further up. */
const FAILURE_LENGTH_MAX = 1_500

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

/** Reads the runner's report. One that cannot be read counts as a failure of its own. */
export function readTestReport(path: string): TestCounts {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8')) as Report
    return {
      passed: report.numPassedTests ?? 0,
      failed: report.numFailedTests ?? 0,
      skipped: report.numPendingTests ?? 0,
      failures: failuresOf(report),
    }
  } catch {
    const failure = { file: '', text: 'The test runner left no report.' }
    return { passed: 0, failed: 1, skipped: 0, failures: [failure] }
  }
}

function failuresOf({ testResults = [] }: Report): TestFailure[] {
  return testResults.flatMap(({ name, status, message = '', assertionResults = [] }) => {
    const file = relative(ROOT, name)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    const tests = failed.map((test) =>
      described(file, ` > ${test.fullName}`, (test.failureMessages ?? []).join('\n')),
    )
    return tests.length === 0 && status === 'failed' ? [described(file, '', message)] : tests
  })
}

function described(file: string, title: string, why: string): TestFailure {
  const own = why.split('\n').filter((line) => !line.includes('node_modules'))
  return { file, text: `${file}${title}\n${own.join('\n').slice(0, FAILURE_LENGTH_MAX)}` }
}
