import type { LocationId, NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { uuidV7 } from '../../src/contract/ids.ts'
import type { Currency, Minor } from '../../src/contract/money.ts'
import {
  DEFAULT_RULES,
  type ProgramRules,
  programRulesSchema,
} from '../../src/contract/program-rules.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { isTimeZone } from '../network/index.ts'
import { forbidden } from './law.ts'
import { isUsablePrefix } from './prefix.ts'

/** What a new program is told; everything else is as {@link DEFAULT_RULES} has it. */
export interface NewProgram {
  readonly networkId: NetworkId
  readonly name: string
  readonly currency: Currency
  /** First digits of its cards: 4 to 6, outside the ranges of banks. */
  readonly cardPrefix: string
  /** The IANA zone in which its days begin and end, for ever; UTC when it is not given. */
  readonly timeZone?: string
  /** A short way to say where a PIN is asked; `rules.pin` says it place by place. */
  readonly pinPolicy: 'never' | 'online' | 'always'
  readonly loadMinMinor: Minor
  readonly loadMaxMinor: Minor
  readonly balanceMaxMinor: Minor
  readonly reloadable: boolean
  /** `network`: every location of the network; a list: only these. */
  readonly acceptedAt: 'network' | readonly LocationId[]
  readonly voidWindowMs?: number
  readonly rules?: Partial<ProgramRules>
}

/**
 * Creates a program with the first version of its rules. REQUEST_MALFORMED for a prefix that cards may
 * not begin with, a zone that does not exist, or a rule that the law of its place forbids;
 * STATE_CONFLICT when the network has one of that name, or a rule contradicts another.
 */
export async function createProgram(
  context: ServerContext,
  program: NewProgram,
): Promise<Reply<{ readonly programId: ProgramId }>> {
  const { database, nowMs, randomBytes } = context
  if (!isUsablePrefix(program.cardPrefix)) {
    return failed('REQUEST_MALFORMED', 'A prefix has 4 to 6 digits outside the ranges of banks.')
  }
  const timeZone = program.timeZone ?? 'UTC'
  if (!isTimeZone(timeZone)) {
    return failed('REQUEST_MALFORMED', 'timeZone: not an IANA time zone, such as Europe/Paris.')
  }
  const rules = programRulesSchema.safeParse(firstRules(program))
  if (!rules.success) return contradiction()
  const unlawful = forbidden(rules.data, program.currency)
  if (unlawful !== undefined) return failed('REQUEST_MALFORMED', unlawful)
  const nowAtMs = nowMs()
  const programId = uuidV7(nowAtMs, randomBytes(10)) as ProgramId
  const row = {
    id: programId,
    network_id: program.networkId,
    name: program.name,
    currency: program.currency,
    card_prefix: program.cardPrefix,
    time_zone: timeZone,
    created_at_ms: nowAtMs,
  }
  const version = {
    ...{ program_id: programId, version: 1, valid_from_ms: nowAtMs, recorded_at_ms: nowAtMs },
    ...{ rules: JSON.stringify(rules.data), changed_by: 'system', reason: 'The program began.' },
  }
  const isWritten = await database.write([
    { query: database.read.insertInto('program').values(row).compile(), changes: 1 },
    { query: database.read.insertInto('program_rule').values(version).compile(), changes: 1 },
  ])
  return isWritten ? success({ programId }) : contradiction()
}

function contradiction(): Reply<never> {
  return failed(
    'STATE_CONFLICT',
    'The network has a program of this name, or its limits contradict.',
  )
}

function firstRules(program: NewProgram): ProgramRules {
  const { loadMinMinor, loadMaxMinor, balanceMaxMinor, reloadable, acceptedAt } = program
  return {
    ...DEFAULT_RULES,
    ...{ loadMinMinor, loadMaxMinor, balanceMaxMinor, reloadable, acceptedAt },
    pin: PINS[program.pinPolicy],
    voidWindowMs: program.voidWindowMs ?? DEFAULT_RULES.voidWindowMs,
    ...program.rules,
  }
}

/** Where each of the short ways asks for a PIN. */
export const PINS: Readonly<Record<NewProgram['pinPolicy'], ProgramRules['pin']>> = {
  never: { cardPresent: false, online: false, phone: false, api: false },
  online: { cardPresent: false, online: true, phone: true, api: true },
  always: { cardPresent: true, online: true, phone: true, api: true },
}
