import { z } from 'zod'
import {
  cardIdSchema,
  deviceIdSchema,
  locationIdSchema,
  operationIdSchema,
  programIdSchema,
  requestIdSchema,
} from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { currencySchema, requestedMinorSchema } from '../money.ts'
import { CARD_FORMS, CARD_STATES, operationAnswerSchema } from '../operations.ts'
import { SUBJECTS } from './subjects.ts'
import {
  cardDetailSchema,
  cardLineSchema,
  deviceViewSchema,
  enrolmentViewSchema,
  locationViewSchema,
  operationLineSchema,
  overviewSchema,
  payableLineSchema,
  programViewSchema,
  sessionViewSchema,
  staffViewSchema,
} from './views.ts'

const text = z.string().trim().min(1).max(TEXT_LENGTH_MAX)
const nothing = z.strictObject({})
/** A cursor from an earlier page; opaque. */
const cursor = z.string().max(100)
const email = z.email().max(TEXT_LENGTH_MAX)
const date = z.iso.date()
/** IANA zone, checked against the runtime at the edge. */
const timeZone = z.string().min(1).max(64)
const reason = z.string().trim().min(1).max(TEXT_LENGTH_MAX)

/**
 * The admin's API, one row each, under `/v1/admin`. Path parts in braces come from `params`; for
 * GET and DELETE the other params travel in the query, for the rest in the JSON body. Every answer
 * is a Reply (`{ ok: true, value }`, …). A session cookie proves who asks; changing calls also need
 * the header `x-countermark-admin: 1`, which a foreign page cannot send.
 */
export const ADMIN = {
  'sign-in': {
    method: 'POST',
    path: '/session',
    params: z.strictObject({ email, password: z.string().min(1).max(200) }),
    result: staffViewSchema,
  },
  'who-am-i': { method: 'GET', path: '/session', params: nothing, result: staffViewSchema },
  'sign-out': { method: 'DELETE', path: '/session', params: nothing, result: nothing },
  'list-sessions': {
    method: 'GET',
    path: '/sessions',
    params: nothing,
    result: z.strictObject({ sessions: z.array(sessionViewSchema) }),
  },
  'revoke-session': {
    method: 'DELETE',
    path: '/sessions/{sessionId}',
    params: z.strictObject({ sessionId: text }),
    result: nothing,
  },
  /** Without a currency, or with one that the network has not: in its first one. */
  overview: {
    method: 'GET',
    path: '/overview',
    params: z.strictObject({ currency: currencySchema.optional() }),
    result: overviewSchema,
  },

  'list-programs': {
    method: 'GET',
    path: '/programs',
    params: nothing,
    result: z.strictObject({ programs: z.array(programViewSchema) }),
  },
  /** Text: a whole number, last four digits, a batch, an order id or an operation id. In the body, as it may be a number. */
  'search-cards': {
    method: 'POST',
    path: '/cards/search',
    params: z.strictObject({
      text: z.string().trim().max(100),
      state: z.enum(CARD_STATES).nullable(),
      form: z.enum(CARD_FORMS).nullable(),
      cursor: cursor.nullable(),
    }),
    result: z.strictObject({
      cards: z.array(cardLineSchema),
      next: cursor.nullable(),
      total: z.int(),
    }),
  },
  'read-card': {
    method: 'GET',
    path: '/cards/{cardId}',
    params: z.strictObject({ cardId: cardIdSchema }),
    result: cardDetailSchema,
  },
  /** Issues a virtual card. Number and PIN are in this answer only. */
  'issue-card': {
    method: 'POST',
    path: '/cards',
    params: z.strictObject({
      requestId: requestIdSchema,
      programId: programIdSchema,
      amountMinor: requestedMinorSchema,
      fundedBy: z.enum(['cash', 'card', 'external']),
    }),
    result: z.strictObject({
      cardId: cardIdSchema,
      number: z.string(),
      pin: z.string(),
      answer: operationAnswerSchema,
    }),
  },
  /** Makes a batch of physical cards, worth nothing until activated. Numbers and PINs are in this answer only. */
  'stock-cards': {
    method: 'POST',
    path: '/batches',
    params: z.strictObject({
      programId: programIdSchema,
      name: text,
      count: z.int().min(1).max(500),
    }),
    result: z.strictObject({
      cards: z.array(z.strictObject({ cardId: cardIdSchema, number: z.string(), pin: z.string() })),
    }),
  },
  'activate-card': {
    method: 'POST',
    path: '/cards/{cardId}/activate',
    params: z.strictObject({
      cardId: cardIdSchema,
      requestId: requestIdSchema,
      amountMinor: requestedMinorSchema,
      fundedBy: z.enum(['cash', 'card', 'external']),
    }),
    result: operationAnswerSchema,
  },
  'fund-card': {
    method: 'POST',
    path: '/cards/{cardId}/fund',
    params: z.strictObject({
      cardId: cardIdSchema,
      requestId: requestIdSchema,
      amountMinor: requestedMinorSchema,
      fundedBy: z.enum(['cash', 'card', 'external']),
    }),
    result: operationAnswerSchema,
  },
  'void-operation': {
    method: 'POST',
    path: '/operations/{operationId}/void',
    params: z.strictObject({ operationId: operationIdSchema, requestId: requestIdSchema, reason }),
    result: operationAnswerSchema,
  },
  'refund-operation': {
    method: 'POST',
    path: '/operations/{operationId}/refund',
    params: z.strictObject({
      operationId: operationIdSchema,
      requestId: requestIdSchema,
      amountMinor: requestedMinorSchema,
      reason,
    }),
    result: operationAnswerSchema,
  },
  /** Redemptions with their voids and refunds, newest first; live ones arrive on ADMIN_EVENTS_PATH. */
  'list-redemptions': {
    method: 'GET',
    path: '/redemptions',
    params: z.strictObject({
      locationId: locationIdSchema.optional(),
      from: date.optional(),
      to: date.optional(),
      cursor: cursor.optional(),
    }),
    result: z.strictObject({ operations: z.array(operationLineSchema), next: cursor.nullable() }),
  },

  /** By which clocks it is read: its own zone, and that of each location and program which has another one. */
  'read-network': {
    method: 'GET',
    path: '/network',
    params: nothing,
    result: z.strictObject({
      timeZone,
      elsewhere: z.array(z.strictObject({ of: z.uuid(), timeZone })),
    }),
  },
  'list-locations': {
    method: 'GET',
    path: '/locations',
    params: nothing,
    result: z.strictObject({ locations: z.array(locationViewSchema) }),
  },
  'create-location': {
    method: 'POST',
    path: '/locations',
    params: z.strictObject({ name: text, email, currency: currencySchema, timeZone }),
    result: locationViewSchema,
  },
  /** What is not given stays as it is: who edits a location does not open or close it. */
  'update-location': {
    method: 'PATCH',
    path: '/locations/{locationId}',
    params: z
      .strictObject({
        locationId: locationIdSchema,
        name: text.optional(),
        email: email.optional(),
        timeZone: timeZone.optional(),
        state: z.enum(['open', 'closed']).optional(),
      })
      .refine(({ locationId: _, ...change }) => Object.keys(change).length > 0, 'changes nothing'),
    result: locationViewSchema,
  },
  /** Makes an activation link for one device. With SMTP it is mailed and `link` is null; else the admin shows it once. */
  'send-activation': {
    method: 'POST',
    path: '/locations/{locationId}/enrolments',
    params: z.strictObject({ locationId: locationIdSchema }),
    result: z.strictObject({ enrolment: enrolmentViewSchema, link: z.string().nullable() }),
  },
  'list-enrolments': {
    method: 'GET',
    path: '/enrolments',
    params: nothing,
    result: z.strictObject({ enrolments: z.array(enrolmentViewSchema) }),
  },
  'cancel-enrolment': {
    method: 'DELETE',
    path: '/enrolments/{enrolmentId}',
    params: z.strictObject({ enrolmentId: text }),
    result: nothing,
  },
  'list-devices': {
    method: 'GET',
    path: '/devices',
    params: nothing,
    result: z.strictObject({ devices: z.array(deviceViewSchema) }),
  },
  'rename-device': {
    method: 'PATCH',
    path: '/devices/{deviceId}',
    params: z.strictObject({ deviceId: deviceIdSchema, name: text }),
    result: deviceViewSchema,
  },
  'revoke-device': {
    method: 'POST',
    path: '/devices/{deviceId}/revoke',
    params: z.strictObject({ deviceId: deviceIdSchema, reason }),
    result: deviceViewSchema,
  },

  /** Days are whole days in each location's zone; `from` and `to` included. */
  'list-payables': {
    method: 'GET',
    path: '/payables',
    params: z.strictObject({ from: date, to: date }),
    result: z.strictObject({
      lines: z.array(payableLineSchema),
      /** The ledger's own figure of the same accounts over all time, to hold against the sum of all periods. */
      ledger: z.array(z.strictObject({ locationId: locationIdSchema, payableMinor: z.int() })),
    }),
  },

  ...SUBJECTS,
} as const satisfies Record<
  string,
  {
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
    path: string
    params: z.ZodType
    result: z.ZodType
  }
>

export type AdminName = keyof typeof ADMIN
export type AdminParams<Name extends AdminName> = z.input<(typeof ADMIN)[Name]['params']>
export type AdminInput<Name extends AdminName> = z.output<(typeof ADMIN)[Name]['params']>
export type AdminResult<Name extends AdminName> = z.output<(typeof ADMIN)[Name]['result']>

export const ADMIN_PREFIX = '/v1/admin'
/** Server-sent events, one JSON each: `event: operation` with an OperationLine, `event: devices` when a list changed. */
/** Says `1` with a read that the page makes by itself, with nobody at it: it keeps no session open. */
export const UNATTENDED_HEADER = 'x-countermark-unattended'
export const ADMIN_EVENTS_PATH = '/v1/admin/events'
/** CSV of one location's operations behind its payable: query `locationId`, `from`, `to`. */
export const STATEMENT_PATH = '/v1/admin/payables/statement.csv'
/** The admin's pages. */
export const ADMIN_PAGES_PATH = '/admin'
