import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** That this process, and no other, has a file. */
export interface FileLock {
  readonly release: () => Promise<void>
}

/**
 * Files that this process has: its own id in a lock says nothing after a restart in a container.
 */
const held = new Set<string>()

/**
 * Takes `<path>.lock`, and makes the folder when it is missing. The lock of a process that has
 * ended is taken over. Throws when a living one has it.
 */
export async function lockFile(path: string): Promise<FileLock> {
  const lock = `${resolve(path)}.lock`
  if (held.has(lock)) throw inUse(path, process.pid)
  held.add(lock)
  try {
    await mkdir(dirname(lock), { recursive: true })
    await takeOver(path, lock)
  } catch (error) {
    held.delete(lock)
    throw error
  }
  return {
    release: async () => {
      await rm(lock, { force: true })
      held.delete(lock)
    },
  }
}

async function takeOver(path: string, lock: string): Promise<void> {
  if (await tryCreate(lock)) return
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''))
  if (isAlive(owner)) throw inUse(path, owner)
  await rm(lock, { force: true })
  if (!(await tryCreate(lock))) throw inUse(path, owner)
}

async function tryCreate(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600)
    await file.writeFile(String(process.pid)).finally(() => file.close())
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function inUse(path: string, pid: number): Error {
  return new Error(
    `${path} is in use by process ${pid}. Give each process a file of its own, or end the other.`,
  )
}
