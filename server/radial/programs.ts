import type { ProgramView } from '../../src/contract/admin/views.ts'
import type { ProgramId } from '../../src/contract/ids.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { isAcceptedAt, listPrograms } from '../programs/index.ts'
import type { ApiClient } from '../stored-value/index.ts'
import { type Door, paramsOf } from './door.ts'
import type { Failure } from './replies.ts'
import type { EnquiryRequest, MoneyRequest } from './requests.ts'

/**
 * The program of a new virtual card: the one that the promotion code names by id, name or first
 * digits, else the only one of that currency whose cards the client's location takes. NOT_FOUND for
 * a wrong code; OPERATION_NOT_ALLOWED where nothing says which program is meant.
 */
export async function programOf(
  context: ServerContext,
  client: ApiClient,
  { promoCode, currency }: MoneyRequest,
): Promise<Reply<ProgramId>> {
  const programs = await listPrograms(context.database, client.networkId)
  if (promoCode !== undefined) {
    const named = programs.filter((program) => isNamed(program, promoCode))
    if (named.length > 1) return refused('OPERATION_NOT_ALLOWED', MANY_PROGRAMS)
    const [program] = named
    return program ? success(program.programId) : failed('NOT_FOUND', NO_SUCH_CODE)
  }
  const inCurrency = programs.filter((program) => program.currency === currency)
  const here = await acceptedOnes(context, client, inCurrency)
  const [only, another] = here
  if (only === undefined) return refused('OPERATION_NOT_ALLOWED', NO_PROGRAM)
  return another ? refused('OPERATION_NOT_ALLOWED', MANY_PROGRAMS) : success(only.programId)
}

const NO_SUCH_CODE = 'No program has this promotion code.'
const NO_PROGRAM = 'No program of this currency is configured for this store.'
const MANY_PROGRAMS = 'Several programs fit. Send the id of one as PromoCode.'

function isNamed({ programId, name, cardPrefix }: ProgramView, code: string): boolean {
  return programId === code || cardPrefix === code || name.toUpperCase() === code.toUpperCase()
}

/** What a look-up finds; TenderType goes with the first only. */
export type LookupCode =
  | 'TENDER_TYPE_FOUND'
  | 'PAN_FAILS_LUHN_CHECK'
  | 'NO_TENDER_TYPE_FOUND'
  | 'PAN_NOT_CONFIGURED_TO_STORE'

/**
 * Routes a number as `lookup-card` does, by its form and first digits alone: it tells nothing of whether
 * there is a card.
 */
export async function lookUpTender(
  { operations }: Door,
  client: ApiClient,
  { account, tenderClass, currency }: EnquiryRequest,
): Promise<LookupCode> {
  if (tenderClass !== 'StoredValue') return 'NO_TENDER_TYPE_FOUND'
  const params = paramsOf('lookup-card', { number: account })
  if (!params.ok) return 'NO_TENDER_TYPE_FOUND'
  const reply = await operations['lookup-card'](client, params.value)
  if (!reply.ok) return isCheckDigit(reply) ? 'PAN_FAILS_LUHN_CHECK' : 'NO_TENDER_TYPE_FOUND'
  const ofNumber = reply.value.programs.filter((program) => program.currency === currency)
  if (ofNumber.length === 0) return 'NO_TENDER_TYPE_FOUND'
  const isTaken = client.locationId === null || ofNumber.some(({ acceptedHere }) => acceptedHere)
  return isTaken ? 'TENDER_TYPE_FOUND' : 'PAN_NOT_CONFIGURED_TO_STORE'
}

function isCheckDigit(reply: Failure): boolean {
  return 'refusal' in reply && reply.refusal.code === 'NUMBER_CHECK_DIGIT'
}

async function acceptedOnes(
  { database }: ServerContext,
  { locationId }: ApiClient,
  programs: readonly ProgramView[],
): Promise<readonly ProgramView[]> {
  if (locationId === null) return programs
  const accepted = await Promise.all(
    programs.map(({ programId }) => isAcceptedAt(database, programId, locationId)),
  )
  return programs.filter((_, index) => accepted[index])
}
