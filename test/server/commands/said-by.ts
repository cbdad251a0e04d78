import { vi } from 'vitest'

/** A command's exit code, and the lines that it wrote to each of its outputs. */
export async function saidBy(run: () => Promise<number>) {
  const said = { out: '', err: '' }
  const log = vi.spyOn(console, 'log').mockImplementation((line) => {
    said.out += `${line}\n`
  })
  const error = vi.spyOn(console, 'error').mockImplementation((line) => {
    said.err += `${line}\n`
  })
  try {
    const code = await run()
    return { code, ...said }
  } finally {
    log.mockRestore()
    error.mockRestore()
  }
}
