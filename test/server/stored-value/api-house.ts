import { createProgram } from '../../../server/programs/index.ts'
import type { ServerOptions } from '../../../server/server.ts'
import type { API_CLIENT_KINDS, ApiScope } from '../../../src/contract/admin/views.ts'
import { API_SCOPES } from '../../../src/contract/admin/views.ts'
import type { LocationId, ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'

/** A card as its buyer has it. */
export interface CardInHand {
  readonly number: string
  readonly pin: string
}

/** What came back over HTTP. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: {
    readonly ok: boolean
    readonly value?: Record<string, unknown>
    readonly refusal?: {
      readonly code: string
      readonly message: string
      readonly retryAfterMs?: number
    }
    readonly error?: {
      readonly code: string
      readonly message: string
      readonly retryAfterMs?: number
    }
  }
}

/** A server with a program, an API key with every scope at its location, and stocked cards. */
export interface ApiHouse extends TestServer {
  readonly programId: ProgramId
  readonly key: string
  /** A further key. */
  readonly addKey: (options: {
    readonly kind?: (typeof API_CLIENT_KINDS)[number]
    readonly scopes?: readonly ApiScope[]
    readonly locationId?: LocationId | null
  }) => Promise<string>
  readonly post: (path: string, body: unknown, key?: string) => Promise<Answer>
  readonly get: (path: string, key?: string) => Promise<Answer>
  /** A printed card that is worth nothing yet. */
  readonly stockedCard: () => Promise<CardInHand & { readonly cardId: string }>
  /** A printed card with value. */
  readonly activeCard: (amountMinor: number) => Promise<CardInHand & { readonly cardId: string }>
  /** The id of the card that was made last. */
  readonly newestCard: () => Promise<string>
}

/** Programs of the tests take cards with these first digits. */
export const PREFIX = '997001'

/** What one person may put right alone there. */
export const ALONE_UP_TO_MINOR = 1000

export async function openApiHouse(
  settings: readonly string[] = [],
  more: Pick<ServerOptions, 'slowHash'> = {},
): Promise<ApiHouse> {
  const server = await openServer(settings, more)
  const { programId } = done(
    await createProgram(server.context, {
      networkId: server.networkId,
      name: 'Old Town Card',
      currency: currency('EUR'),
      cardPrefix: PREFIX,
      pinPolicy: 'online',
      loadMinMinor: minor(500),
      loadMaxMinor: minor(50_000),
      balanceMaxMinor: minor(100_000),
      reloadable: true,
      acceptedAt: 'network',
      rules: { adjustAloneUpToMinor: minor(ALONE_UP_TO_MINOR) },
    }),
  )
  const addKey: ApiHouse['addKey'] = async (options) => {
    const made = await server.operator.call('create-api-client', {
      name: 'Tills',
      kind: options.kind ?? 'pos',
      scopes: [...(options.scopes ?? API_SCOPES)],
      locationId:
        options.locationId === undefined ? server.location.locationId : options.locationId,
    })
    return done(made).key
  }
  const key = await addKey({})
  const ask = async (path: string, init: RequestInit, used: string): Promise<Answer> => {
    const headers = { ...init.headers, authorization: `Bearer ${used}` }
    const response = await fetch(`${server.url}${path}`, { ...init, headers })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: JSON.parse(text) as Answer['body'],
    }
  }
  const post: ApiHouse['post'] = (path, body, used = key) =>
    ask(
      path,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      },
      used,
    )
  const stockedCard: ApiHouse['stockedCard'] = async () => {
    const made = await server.operator.call('stock-cards', { programId, name: 'Spring', count: 1 })
    const card = done(made).cards[0]
    if (!card) throw new Error('no card was made')
    return card
  }
  return {
    ...server,
    programId,
    key,
    addKey,
    post,
    get: (path, used = key) => ask(path, {}, used),
    stockedCard,
    newestCard: async () => {
      const newest = server.context.database.read
        .selectFrom('card')
        .select('uid')
        .orderBy('id', 'desc')
      return (await newest.limit(1).executeTakeFirstOrThrow()).uid
    },
    activeCard: async (amountMinor) => {
      const card = await stockedCard()
      const { cardId } = card
      done(
        await server.operator.call('activate-card', {
          ...{ cardId, amountMinor, fundedBy: 'cash' },
          requestId: `activate-${cardId}`,
        }),
      )
      return card
    },
  }
}

/** The code of an answer that is no success, with its status: `404 CARD_NOT_FOUND…`. */
export function refusalOf({ status, body }: Answer): string {
  return `${status} ${body.refusal?.code ?? body.error?.code ?? 'SUCCESS'}`
}
