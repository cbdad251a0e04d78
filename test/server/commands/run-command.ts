import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ROOT } from '../../../commands/run.ts'

/** Runs `countermark` as a process of its own: its exit code, and what it said. */
export async function runCommand(words: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'commands/countermark.ts'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { code: child.exitCode, out, err }
}
