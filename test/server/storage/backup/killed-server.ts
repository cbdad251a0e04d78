import { spawn } from 'node:child_process'

/** Opens the folder, writes and is killed: a log stays beside the file. */
export async function killServer(dataDirectory: string): Promise<void> {
  const index = new URL('../../../../server/storage/index.ts', import.meta.url)
  const script = `
    const { openDatabase } = await import(${JSON.stringify(index.href)})
    const database = await openDatabase({ dataDirectory: ${JSON.stringify(dataDirectory)}, clockBehind: 'hold' })
    await database.write([{ query: database.read.updateTable('network').set({ name: 'Hill' }).compile() }])
    process.stdout.write('written')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
