import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** A server in a process of its own, that can be killed. */
export interface Running {
  readonly process: ChildProcess
  readonly url: string
}

/** Starts a server on a folder and waits until it listens. */
export async function startProcess(folder: string): Promise<Running> {
  const main = path.join(import.meta.dirname, '../../../server/main.ts')
  const child = spawn(process.execPath, [main, '--data', folder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { ready?: boolean; url?: string }
    if (said.ready === true && said.url !== undefined) return { process: child, url: said.url }
  }
  throw new Error('the server ended before it was ready')
}
