import { z } from 'zod'
import type { ServerContext } from '../server/context.ts'
import { listStaff } from '../server/staff/index.ts'
import { UsageError } from './over-files.ts'

/** Throws {@link UsageError} for what is no e-mail address. */
export function assertAddress(email: string): void {
  if (!z.email().safeParse(email).success)
    throw new UsageError('--email takes an address such as ana@example.org')
}

/** Throws when somebody has this address: looked at before a network is made, which would be nobody's. */
export async function assertNewAddress(context: ServerContext, email: string): Promise<void> {
  if ((await listStaff(context)).some((one) => one.email === email.toLowerCase()))
    throw new Error('Someone with this e-mail address is there already. Give another with --email.')
}
