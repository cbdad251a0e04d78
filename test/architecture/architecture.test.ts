import { describe, expect, test } from 'vitest'
import { readImports, readSources } from './imports.ts'
import { findViolations, LAYERS } from './rules.ts'

const tree = readSources()

/** One planted file a rule: path, text, the rule that must fail. */
const PLANTED: ReadonlyArray<readonly [rule: string, path: string, text: string]> = [
  ['contract', 'src/contract/planted.ts', "import { readFile } from 'node:fs'"],
  ['station', 'src/main/station/planted.ts', "import { theme } from '../../ui/theme.ts'"],
  [
    'station',
    'src/main/station/journal/planted.ts',
    "import type { Database } from '../../../../server/storage/database.ts'",
  ],
  [
    'kiosk',
    'src/main/kiosk/planted.ts',
    "export { openJournal } from '../station/journal/index.ts'",
  ],
  ['preload', 'src/preload/planted.ts', "import { readFile } from 'node:fs'"],
  ['electron', 'src/main/electron/planted.ts', "import Database from 'better-sqlite3'"],
  ['electron', 'src/main/kiosk/planted.ts', "const shell = await import('electron')"],
  ['ui', 'src/ui/planted.ts', "import { join } from 'node:path'"],
  ['renderer', 'src/renderer/planted.tsx', "import { readFile } from 'node:fs'"],
  [
    'renderer',
    'src/renderer/planted.tsx',
    "import {\n  createStation,\n} from '../main/station/index.ts'",
  ],
  ['ledger', 'server/ledger/planted.ts', "import { openDatabase } from '../storage/index.ts'"],
  ['storage', 'server/storage/planted.ts', "import { config } from '../config.ts'"],
  ['web', 'server/web/planted.ts', "import type { Schema } from '../storage/schema.ts'"],
  [
    'api client',
    'server/stored-value/client/planted.ts',
    "import { STORED_VALUE } from '../api.ts'",
  ],
  [
    'server',
    'server/cards/planted.ts',
    "import type { Clock } from '../../src/main/station/ports.ts'",
  ],
  ['door', 'server/cards/planted.ts', "import { x } from '../staff/passwords.ts'"],
]

describe('architecture', () => {
  test('the tree keeps every rule', () => {
    expect(tree.size).toBeGreaterThan(20)
    expect(readImports(tree).length).toBeGreaterThan(tree.size)
    expect(findViolations(tree).map(({ message }) => message)).toEqual([])
  })

  test.each(PLANTED)('a planted violation of %s in %s is named', (rule, path, text) => {
    const found = findViolations(new Map([...tree, [path, text]])).filter(
      ({ file }) => file === path,
    )
    expect(found.map((violation) => violation.rule)).toContain(rule)
    expect(found[0]?.message).toContain(path)
    expect(found[0]?.message).toMatch(/may not import .+\. \w.+/s)
  })

  test('a planted circle of subjects is named', () => {
    const planted = new Map([
      ...tree,
      ['server/zeta/index.ts', "export { a } from '../eta/index.ts'"],
      ['server/eta/index.ts', "export { b } from '../zeta/index.ts'"],
    ])
    const circle = findViolations(planted).find(({ rule }) => rule === 'circle')
    expect(circle?.message).toMatch(/zeta -> eta -> zeta|eta -> zeta -> eta/)
  })

  test('every layer has a planted violation of its own', () => {
    const planted = new Set(PLANTED.map(([rule]) => rule))
    expect(LAYERS.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([])
  })

  test('examples in comments are not imports', () => {
    const text =
      "/** import { x } from 'electron' */\n// import y from 'electron'\nexport const z = 1"
    expect(readImports(new Map([['src/contract/planted.ts', text]]))).toEqual([])
  })
})
