import {
  keepPreviousData,
  queryOptions,
  type UseQueryResult,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useState } from 'react'
import type { AdminName, AdminParams, AdminResult } from '../../../../src/contract/admin/table.ts'
import type { Refusal, Reply, ReplyError } from '../../../../src/contract/refusals.ts'
import type { AdminClient } from './client.ts'
import type { Intents } from './intent.ts'
import { STALE_AFTER_MS } from './limits.ts'
import { readAgain } from './read-again.ts'

/** Why a call was not done, as the screens show it. */
export type Failure = Refusal | ReplyError

/** A reply that is not a success, on its way through the query cache, which knows only thrown errors. */
export class ReplyFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'ReplyFailure'
    this.failure = failure
  }
}

interface Admin {
  readonly client: AdminClient
  readonly intents: Intents
  /** Forgets what was read and goes to the sign-in page; `returnTo` is the room to come back to. */
  readonly onSignedOut: (returnTo?: string) => void
}

const AdminContext = createContext<Admin | undefined>(undefined)

export function AdminProvider(props: Admin & { children: ReactNode }) {
  const { client, intents, onSignedOut, children } = props
  const [admin] = useState<Admin>({ client, intents, onSignedOut })
  return <AdminContext value={admin}>{children}</AdminContext>
}

export function useAdmin(): Admin {
  const admin = use(AdminContext)
  if (!admin) throw new Error('invariant broken: the admin is used inside its provider')
  return admin
}

/** The failure of a reply, or undefined when it succeeded. */
export function failureOf(reply: Reply<unknown>): Failure | undefined {
  if (reply.ok) return undefined
  return 'refusal' in reply ? reply.refusal : reply.error
}

/** A read that nobody judged is tried twice more; one that was refused would be refused again. */
export function isWorthRepeating(count: number, { failure }: ReplyFailure): boolean {
  return count < 2 && failure.retryable
}

/** The query of one reading call: for hooks, for guards and for the cache alike. */
export function readOptions<Name extends AdminName>(
  client: AdminClient,
  name: Name,
  params: AdminParams<Name>,
) {
  return queryOptions<AdminResult<Name>, ReplyFailure>({
    queryKey: [name, params],
    queryFn: async ({ signal }) => unwrap(await client.call(name, params, signal)),
    staleTime: STALE_AFTER_MS,
    retry: isWorthRepeating,
  })
}

/** The value of a successful reply; throws {@link ReplyFailure} otherwise: for the query cache only. */
export function unwrap<Value>(reply: Reply<Value>): Value {
  if (reply.ok) return reply.value
  throw new ReplyFailure('refusal' in reply ? reply.refusal : reply.error)
}

/** Reads through the cache and again every {@link STALE_AFTER_MS}; keeps the last answer while another comes. */
export function useRead<Name extends AdminName>(
  name: Name,
  params: AdminParams<Name>,
): UseQueryResult<AdminResult<Name>, ReplyFailure> {
  const { client } = useAdmin()
  return useQuery({
    ...readOptions(client, name, params),
    refetchInterval: STALE_AFTER_MS,
    placeholderData: keepPreviousData,
  })
}

export interface Command<Name extends AdminName> {
  readonly run: (params: AdminParams<Name>) => Promise<Reply<AdminResult<Name>>>
  readonly busy: boolean
}

/** A changing call. When it succeeded every list is read again: few rows, and never a stale one. */
export function useCommand<Name extends AdminName>(name: Name): Command<Name> {
  const { client } = useAdmin()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const run = useCallback(
    async (params: AdminParams<Name>) => {
      setBusy(true)
      const reply = await client.call(name, params)
      setBusy(false)
      if (reply.ok) void readAgain(queries)
      return reply
    },
    [client, name, queries],
  )
  return { run, busy }
}
