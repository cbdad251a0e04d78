import fc from 'fast-check'
import { OPERATOR_EMAIL } from '../house/open-server.ts'
import {
  damagedBody,
  hopelessBody,
  ODD_PATH_PARTS,
  ODD_QUERIES,
  ODD_TYPES,
  WRONG_TYPES,
} from './json-damage.ts'
import { type JsonHouse, SECOND_EMAIL } from './json-house.ts'
import type { JsonRoute } from './json-routes.ts'
import { type Usual, valuesOf } from './json-values.ts'

/** One request as it is sent; who sends it is drawn by number, as keys are made and end meanwhile. */
export interface JsonInput {
  /** Its place among the routes of the house. */
  readonly route: number
  readonly url: string
  readonly body: string | null
  readonly type: string
  readonly who: Who
  readonly turn: number
}

type Who = 'right' | 'nobody' | 'wrong key' | 'foreign page'
type Body = Record<string, unknown>

/** Requests that none may be done of, whatever the state of things: one line a reason. */
export function hopelessRequests(house: JsonHouse): fc.Arbitrary<JsonInput> {
  const usual = usualOf(house, Number.MAX_SAFE_INTEGER)
  const some = house.routes.flatMap((route, at) => {
    const bodies = bodiesOf(route, usual)
    const sound = bodies.map((body) => JSON.stringify(body))
    const locked = route.door === 'open' || route.params === null ? [] : STRANGERS
    const all: fc.Arbitrary<JsonInput>[] = locked.map((who) =>
      requests({ ...route, at }, bodies, { who, sound }),
    )
    if (!inBody(route)) return all
    all.push(requests({ ...route, at }, bodies, { sound: hopelessBody(bodies) }))
    if (route.params !== null)
      all.push(
        requests({ ...route, at }, bodies, { sound, types: fc.constantFrom(...WRONG_TYPES) }),
      )
    return all
  })
  return fc.oneof(...some)
}

/** Requests as they should be, nearly, or not at all. */
export function anyRequests(house: JsonHouse, inputs: number): fc.Arbitrary<JsonInput> {
  const usual = usualOf(house, inputs)
  const types = mostly(20, fc.constant(JSON_TYPE), fc.constantFrom(...ODD_TYPES))
  const some = house.routes.map((route, at) => {
    const bodies = bodiesOf(route, usual)
    const plain = bodies.map((body) => JSON.stringify(body))
    const arbitrary = fc.oneof(
      { weight: 4, arbitrary: requests({ ...route, at }, bodies, { sound: plain }) },
      {
        weight: 2,
        arbitrary: requests({ ...route, at }, bodies, {
          sound: damagedBody(bodies),
          types,
          odd: true,
        }),
      },
    )
    return { weight: weightOf(route), arbitrary }
  })
  return fc.oneof(...some)
}

const STRANGERS: readonly Who[] = ['nobody', 'wrong key']
const JSON_TYPE = 'application/json'

/** Reports cost much and show little; the money is what it is about. */
function weightOf({ door, method }: JsonRoute): number {
  if (door === 'api' && method === 'POST') return 20
  return method === 'GET' ? 1 : 3
}

function inBody({ method }: JsonRoute): boolean {
  return method !== 'GET' && method !== 'DELETE'
}

function bodiesOf({ params }: JsonRoute, usual: Usual): fc.Arbitrary<Body> {
  if (params !== null) return valuesOf(params, usual)
  return fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
}

interface Asked {
  readonly sound: fc.Arbitrary<string>
  readonly types?: fc.Arbitrary<string>
  readonly who?: Who
  /** Whether the address may be odd, too. */
  readonly odd?: boolean
}

function requests(
  route: JsonRoute & { readonly at: number },
  bodies: fc.Arbitrary<Body>,
  { sound, types = fc.constant(JSON_TYPE), who = 'right', odd = false }: Asked,
): fc.Arbitrary<JsonInput> {
  const oddity = odd ? 1 : 0
  const maybe = (list: readonly string[]) =>
    mostly(
      oddity === 0 ? 1 : 8,
      fc.constant(null),
      oddity === 0 ? fc.constant(null) : fc.constantFrom(...list),
    )
  return fc
    .record({
      ...{ named: bodies, text: sound, type: types, turn: fc.nat(1_000_000) },
      part: maybe(ODD_PATH_PARTS),
      query: maybe(ODD_QUERIES),
    })
    .map(({ named, text, type, turn, part, query }) => {
      const inPath = new Set<string>()
      const path = route.url.replace(/:(\w+)/g, (_, name: string) => {
        inPath.add(name)
        return part ?? encodeURIComponent(asText(named[name] ?? 'x'))
      })
      const url = `${path}${query ?? (inBody(route) ? '' : queryOf(named, inPath))}`
      return {
        route: route.at,
        url,
        body: inBody(route) ? withoutParts(text, inPath) : null,
        type,
        who,
        turn,
      }
    })
}

/** What stands in the path is not in the body as well. */
function withoutParts(text: string, inPath: ReadonlySet<string>): string {
  if (inPath.size === 0) return text
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return text
    if ('__proto__' in Object.fromEntries(Object.entries(body))) return text
    return JSON.stringify(
      Object.fromEntries(Object.entries(body).filter(([name]) => !inPath.has(name))),
    )
  } catch {
    return text
  }
}

function queryOf(named: Body, inPath: ReadonlySet<string>): string {
  const rest = Object.entries(named).filter(
    ([name, value]) => !inPath.has(name) && value !== undefined,
  )
  const pairs = rest.map(([name, value]) => [name, asText(value)])
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs as [string, string][])}`
}

function asText(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed()
}

function mostly<One>(times: number, usual: fc.Arbitrary<One>, odd: fc.Arbitrary<One>) {
  return fc.oneof({ weight: times, arbitrary: usual }, { weight: 1, arbitrary: odd })
}

/** What members of a name hold in requests that get somewhere. */
function usualOf(house: JsonHouse, inputs: number): Usual {
  const ids = fc.integer({ min: 1, max: Math.min(inputs, 1_000_000) * 2 }).map((id) => `F-${id}`)
  let drawn = 0
  /** Four cards are in use at a time: what comes closes cards, and no request means that. */
  const number = fc.nat(3).map((place) => {
    drawn += 1
    const at = Math.floor((drawn / (inputs * 3)) * house.cards.length) + place
    return house.cards[at % house.cards.length]
  })
  const usual: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    ...{ requestId: ids, voidRequestId: ids, number, pin: fc.constant(undefined) },
    orderId: fc.integer({ min: 1, max: 300 }).map((id) => `O-${id}`),
    currency: fc.constantFrom(...Array<string>(12).fill('EUR'), 'USD', 'JPY'),
    amountMinor: fc.integer({ min: 1, max: 60 }),
    count: fc.integer({ min: 1, max: 2 }),
    state: fc.constant('open'),
    rule: fc.constant(null),
    approvedBy: fc.constant(SECOND_EMAIL),
    email: fc.constantFrom(OPERATOR_EMAIL, 'nobody@fuzz.example'),
    // Without these a run would end its own keys and sessions.
    ...{ clientId: fc.uuid(), sessionId: fc.uuid() },
  }
  return (name) => usual[name] ?? (/(Id|code)$/.test(name) ? known(house, name) : undefined)
}

function known({ names }: JsonHouse, name: string): fc.Arbitrary<unknown> {
  return fc.nat().map((at) => {
    const list = names.get(name) ?? []
    return list[at % Math.max(1, list.length)]
  })
}
