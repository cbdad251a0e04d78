import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const MODULE = new URL('../../../server/storage/priority.ts', import.meta.url).href

/** What a script of its own prints; nothing here changes the priority of this process. */
function run(script: string): unknown {
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  })
  return JSON.parse(text)
}

test('a process that yields goes after all others', () => {
  const priorities = run(`
    import { getPriority } from 'node:os'
    import { yieldProcess } from '${MODULE}'
    const before = getPriority()
    yieldProcess()
    console.log(JSON.stringify([before, getPriority()]))`) as [number, number]
  expect(priorities[1]).toBeGreaterThan(priorities[0])
})

test.runIf(process.platform === 'linux')('a thread that yields does so alone', () => {
  // In a line of stat the priority is the 19th value, the 17th after the name.
  const priorityOf = `(file) => Number(readFileSync(file, 'utf8').split(') ')[1].split(' ')[16])`
  const [thread, process_] = run(`
    import { readFileSync } from 'node:fs'
    import { Worker } from 'node:worker_threads'
    const worker = new Worker(
      \`import { readFileSync } from 'node:fs'
       import { parentPort } from 'node:worker_threads'
       import { yieldThread } from '${MODULE}'
       yieldThread()
       parentPort.postMessage((${priorityOf})('/proc/thread-self/stat'))\`,
      { eval: true },
    )
    worker.once('message', (own) =>
      console.log(JSON.stringify([own, (${priorityOf})('/proc/self/stat')])))`) as [number, number]
  expect(process_).toBe(
    Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[16]),
  )
  expect(thread).toBeGreaterThan(process_)
})
