import type { Database } from '../../../server/storage/index.ts'
import type { Schema } from '../../../server/storage/schema.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { minor } from '../../../src/contract/money.ts'
import { DEFAULT_RULES, type ProgramRules } from '../../../src/contract/program-rules.ts'

/** A program and its first rules, in the short words of these tests. */
export interface ProgramSettings extends Partial<Schema['program']> {
  readonly pin_policy?: 'never' | 'online' | 'always'
  readonly load_min_minor?: number
  readonly load_max_minor?: number
  readonly balance_max_minor?: number
  readonly reloadable?: 0 | 1
  /** `listed`: at the locations of `listed` only, which may be none. */
  readonly accepted_at?: 'network' | 'listed'
  readonly listed?: readonly string[]
  readonly void_window_ms?: number
  readonly rules?: Partial<ProgramRules>
}

/** What every program of these tests begins with. */
export const TEST_RULES: ProgramRules = {
  ...DEFAULT_RULES,
  pin: { cardPresent: false, online: false, phone: false, api: false },
  loadMinMinor: minor(100),
  loadMaxMinor: minor(50_000),
  balanceMaxMinor: minor(100_000),
}

/** Rules with these settings in place of their own. */
export function rulesWith(rules: ProgramRules, settings: ProgramSettings): ProgramRules {
  const { pin_policy: policy, accepted_at: accepted, reloadable } = settings
  return {
    ...rules,
    ...amounts(settings),
    ...(policy && {
      pin: {
        cardPresent: policy === 'always',
        ...{ online: policy !== 'never', phone: policy !== 'never', api: policy !== 'never' },
      },
    }),
    ...(reloadable !== undefined && { reloadable: reloadable === 1 }),
    ...(settings.void_window_ms && { voidWindowMs: settings.void_window_ms }),
    ...(accepted && {
      acceptedAt:
        accepted === 'network' ? ('network' as const) : ((settings.listed ?? []) as LocationId[]),
    }),
    ...settings.rules,
  }
}

function amounts(settings: ProgramSettings): Partial<ProgramRules> {
  const { load_min_minor: least, load_max_minor: most, balance_max_minor: full } = settings
  return {
    ...(least && { loadMinMinor: minor(least) }),
    ...(most && { loadMaxMinor: minor(most) }),
    ...(full && { balanceMaxMinor: minor(full) }),
  }
}

/** A row of the program's table without the settings that are rules. */
export function programRow(settings: ProgramSettings): Partial<Schema['program']> {
  const names = ['id', 'network_id', 'name', 'currency', 'card_prefix', 'time_zone'] as const
  const given = [...names, 'created_at_ms' as const].filter((name) => name in settings)
  return Object.fromEntries(given.map((name) => [name, settings[name]]))
}

/** Writes the next version of a program's rules. */
export async function addVersion(
  { read, write }: Database,
  programId: string,
  rules: ProgramRules,
  at: { readonly version: number; readonly nowMs: number; readonly validFromMs?: number },
): Promise<void> {
  const row = {
    ...{ program_id: programId, version: at.version, recorded_at_ms: at.nowMs },
    ...{ valid_from_ms: at.validFromMs ?? at.nowMs, changed_by: 'test', reason: 'a test' },
    rules: JSON.stringify(rules),
  }
  const query = read.insertInto('program_rule').values(row).compile()
  if (!(await write([{ query, changes: 1 }]))) throw new Error(`no version ${at.version}`)
}
