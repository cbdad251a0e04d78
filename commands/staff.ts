import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { ServerContext } from '../server/context.ts'
import { createStaff, listStaff, setStaffPassword, setStaffState } from '../server/staff/index.ts'
import { STAFF_ROLES } from '../src/contract/admin/views.ts'
import type { Reply } from '../src/contract/refusals.ts'
import { HELP } from './help.ts'
import { LEDGER_OPTIONS, withServerContext } from './server-context.ts'
import { whichNetwork } from './which-network.ts'

const USAGE = HELP.staff

/**
 * `countermark staff`: the people who may sign in to the admin. What needs two people is only as good as
 * who may make a person, so it is whoever has the machine. With a database in the folder the server has
 * to be stopped; with PostgreSQL it may run. Exit 1 when something was refused, 2 when the command line
 * makes no sense.
 */
export async function runStaff(argv: readonly string[]): Promise<number> {
  const asked = readCommand(argv)
  if (!asked) {
    console.error(USAGE)
    return 2
  }
  return withServerContext(asked.data, (context) => WORK[asked.what](context, asked), {
    databaseUrl: asked['database-url'],
  })
}

const WORK = { list, add, password, disable, enable } as const

function isWord(what: string): what is keyof typeof WORK {
  return Object.hasOwn(WORK, what)
}

function readCommand(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...LEDGER_OPTIONS,
        name: { type: 'string' },
        role: { type: 'string' },
      },
    })
    const [what = '', email = '', ...rest] = positionals
    const role = STAFF_ROLES.find((one) => one === values.role)
    const isWhole = rest.length === 0 && (what === 'list') === (email === '')
    const isSaid = what !== 'add' || (values.name !== undefined && role !== undefined)
    return isWord(what) && isWhole && isSaid ? { ...values, what, email, role } : undefined
  } catch {
    return undefined
  }
}
type Asked = NonNullable<ReturnType<typeof readCommand>>

async function list(context: ServerContext): Promise<number> {
  for (const member of await listStaff(context)) console.log(JSON.stringify(member))
  return 0
}

async function add(context: ServerContext, asked: Asked): Promise<number> {
  const { email, name = '', role = 'auditor' } = asked
  const networkId = await whichNetwork(context, asked.network)
  if (networkId === undefined) return 1
  const first = newPassword()
  const made = await createStaff(context, { networkId, name, email, role, password: first })
  return told(made, { email, role, password: first })
}

async function password(context: ServerContext, { email }: Asked): Promise<number> {
  const fresh = newPassword()
  return told(await setStaffPassword(context, email, fresh), { password: fresh })
}

async function disable(context: ServerContext, { email }: Asked): Promise<number> {
  return told(await setStaffState(context, email, 'disabled'), {})
}

async function enable(context: ServerContext, { email }: Asked): Promise<number> {
  return told(await setStaffState(context, email, 'active'), {})
}

/** A password that nobody chose: 72 random bits. */
export function newPassword(): string {
  return randomBytes(9).toString('base64url')
}

function told(reply: Reply<object>, more: object): number {
  if (reply.ok) {
    console.log(JSON.stringify({ ...reply.value, ...more }, undefined, 2))
    return 0
  }
  console.error('refusal' in reply ? reply.refusal.message : reply.error.message)
  return 1
}
