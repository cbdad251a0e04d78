import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** A machine that is busy elsewhere shows late what is waited for; a second is the runner's own bound. */
const PATIENT = { poll: { timeout: 30_000 } }

/**
 * Three projects: `unit` (pure code, real SQLite files, real sockets), `e2e` (the programs as
 * processes, real Chromium), `faults` (kills, full disks, dead peers). Files end in `.test.ts`.
 */
export default defineConfig({
  test: {
    // Two at least, also on two cores: most files wait for disks, browsers and processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // V8 13.6 may end the process (`Check failed: jit_page.has_value()`) where it replaces a generic
    // wrapper between WebAssembly and JavaScript, as the parser of `fetch` has them, by a compiled one.
    // Compiled from the start, there is nothing to replace.
    execArgv: ['--no-wasm-generic-wrapper'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/e2e/**', 'test/faults/**', 'test/bench/**'],
          expect: PATIENT,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          expect: PATIENT,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
