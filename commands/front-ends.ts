import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runPackage } from './run.ts'

/** The pages that Vite builds, and the folders whose newer files make a build stale. */
const FRONT_ENDS = {
  station: {
    config: 'src/renderer/vite.config.ts',
    sources: ['src/renderer', 'src/ui', 'src/contract'],
  },
  admin: { config: 'server/web/vite.config.ts', sources: ['server/web', 'src/ui', 'src/contract'] },
  till: { config: 'demo/till/vite.config.ts', sources: ['demo/till', 'src/ui', 'src/contract'] },
} as const

export type FrontEnd = keyof typeof FRONT_ENDS
export const FRONT_END_NAMES = Object.keys(FRONT_ENDS) as FrontEnd[]

/** Builds those of the named front ends that are older than their sources. Throws when one does not build. */
export async function buildFrontEnds(names: readonly FrontEnd[]): Promise<void> {
  for (const name of names) {
    const { config, sources } = FRONT_ENDS[name]
    const stamp = `${ROOT}dist/${name}/.built`
    const newest = Math.max(
      ...[...sources, 'package-lock.json'].map((path) => newestMs(join(ROOT, path))),
    )
    if (existsSync(stamp) && statSync(stamp).mtimeMs >= newest) continue
    console.error(`building the ${name} pages…`)
    const code = await runPackage('vite/bin/vite.js', [
      'build',
      '--config',
      config,
      '--logLevel',
      'warn',
    ])
    if (code !== 0) throw new Error(`the ${name} pages do not build: see the lines above`)
    writeFileSync(stamp, '')
    // The stamp carries the time of what was read, so that an edit during the build is not missed.
    utimesSync(stamp, new Date(newest), new Date(newest))
  }
}

function newestMs(path: string): number {
  if (!existsSync(path)) return 0
  const stat = statSync(path)
  if (!stat.isDirectory()) return Math.ceil(stat.mtimeMs)
  const inside = readdirSync(path).map((name) => newestMs(join(path, name)))
  return Math.max(Math.ceil(stat.mtimeMs), ...inside)
}
