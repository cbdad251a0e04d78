import { parseArgs } from 'node:util'
import type { ServerContext } from '../server/context.ts'
import { createNetwork, isTimeZone } from '../server/network/index.ts'
import { createProgram, isUsablePrefix } from '../server/programs/index.ts'
import { createStaff } from '../server/staff/index.ts'
import { DEFAULT_CARD_PREFIX } from '../src/contract/card-number.ts'
import type { NetworkId } from '../src/contract/ids.ts'
import { TEXT_LENGTH_MAX } from '../src/contract/limits.ts'
import type { Currency } from '../src/contract/money.ts'
import { DEFAULT_RULES } from '../src/contract/program-rules.ts'
import { done } from './done.ts'
import { isNoLedger } from './exit-code.ts'
import { HELP } from './help.ts'
import { assertAddress, assertNewAddress } from './new-address.ts'
import { currencyFlag, UsageError } from './over-files.ts'
import { LEDGER_OPTIONS, withServerContext } from './server-context.ts'
import { newPassword } from './staff.ts'
import { whichNetwork } from './which-network.ts'

const USAGE = HELP.network

/**
 * `countermark network`: the networks of a server, and their programs. With a database in the folder the
 * server has to be stopped; with PostgreSQL it may run. Exit 1 when something was refused, 2 when the
 * command line makes no sense; then nothing was made.
 */
export async function runNetwork(argv: readonly string[]): Promise<number> {
  try {
    const asked = readCommand(argv)
    return await withServerContext(asked.data, (context) => WORK[asked.what](context, asked), {
      databaseUrl: asked['database-url'],
      mayMake: asked.what === 'create',
    })
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return error instanceof UsageError || isNoLedger(error) ? 2 : 1
  }
}

const WORK = { list, create, program } as const

function isWord(what: string): what is keyof typeof WORK {
  return Object.hasOwn(WORK, what)
}

function readCommand(argv: readonly string[]) {
  const { values, positionals } = parsed(argv)
  const [what = '', ...rest] = positionals
  if (!isWord(what) || rest.length > 0) throw new UsageError(USAGE)
  // Said before a ledger is made for it: a mistyped word leaves no folder and no keys behind.
  assertWhole(what, values)
  return { ...values, what }
}
type Asked = ReturnType<typeof readCommand>

function assertWhole(what: keyof typeof WORK, values: ReturnType<typeof parsed>['values']): void {
  const { name, program, email } = values
  if (what === 'list') return
  programOf(values, what === 'create' ? (program ?? name) : name)
  if (what === 'program') return
  if (name === undefined || email === undefined) throw new UsageError(USAGE)
  assertAddress(email)
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...LEDGER_OPTIONS,
        name: { type: 'string' },
        currency: { type: 'string' },
        zone: { type: 'string' },
        email: { type: 'string' },
        program: { type: 'string' },
        prefix: { type: 'string', default: DEFAULT_CARD_PREFIX },
      },
    })
  } catch {
    throw new UsageError(USAGE)
  }
}

async function list({ database }: ServerContext): Promise<number> {
  const rows = await database.read
    .selectFrom('network')
    .leftJoin('program', 'program.network_id', 'network.id')
    .select(['network.id as networkId', 'network.name as network'])
    .select(['program.id as programId', 'program.name as program', 'program.currency'])
    .orderBy('network.id')
    .orderBy('program.id')
    .execute()
  for (const row of rows) console.log(JSON.stringify(row))
  return 0
}

async function create(context: ServerContext, asked: Asked): Promise<number> {
  const { name, email } = asked
  const wish = programOf(asked, asked.program ?? name)
  if (name === undefined || email === undefined) throw new UsageError(USAGE)
  await assertNewAddress(context, email)
  const networkId = await createNetwork(context, name)
  const operator = { email, password: newPassword() }
  const person = { networkId, name: email, role: 'operator', ...operator } as const
  const { staffId } = done(await createStaff(context, person))
  const { programId } = done(await makeProgram(context, networkId, wish))
  console.log(JSON.stringify({ networkId, programId, staffId, operator }, undefined, 2))
  return 0
}

async function program(context: ServerContext, asked: Asked): Promise<number> {
  const wish = programOf(asked, asked.name)
  const networkId = await whichNetwork(context, asked.network)
  if (networkId === undefined) return 1
  const { programId } = done(await makeProgram(context, networkId, wish))
  console.log(JSON.stringify({ networkId, programId }, undefined, 2))
  return 0
}

interface ProgramWish {
  readonly name: string
  readonly currency: Currency
  readonly timeZone: string
  readonly cardPrefix: string
}

/** Throws {@link UsageError} for what cannot be a program's. */
function programOf(
  { zone, prefix, ...asked }: Pick<Asked, 'currency' | 'zone' | 'prefix'>,
  name: string | undefined,
): ProgramWish {
  const currency = currencyFlag(asked.currency)
  if (name === undefined || currency === null || zone === undefined) throw new UsageError(USAGE)
  if (name.trim() === '' || name.length > TEXT_LENGTH_MAX)
    throw new UsageError(`a name has 1 to ${TEXT_LENGTH_MAX} characters`)
  if (!isTimeZone(zone))
    throw new UsageError('--zone takes an IANA time zone, such as Europe/Paris')
  if (!isUsablePrefix(prefix))
    throw new UsageError('--prefix takes 4 to 6 digits outside the ranges of banks')
  return { name, currency, timeZone: zone, cardPrefix: prefix }
}

function makeProgram(context: ServerContext, networkId: NetworkId, wish: ProgramWish) {
  const { loadMinMinor, loadMaxMinor, balanceMaxMinor, reloadable } = DEFAULT_RULES
  const limits = { loadMinMinor, loadMaxMinor, balanceMaxMinor, reloadable }
  const usual = { pinPolicy: 'online', acceptedAt: 'network' } as const
  return createProgram(context, { networkId, ...wish, ...limits, ...usual })
}
