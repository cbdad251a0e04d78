import type { AuditAction } from '../../src/contract/admin/audit.ts'
import type {
  BANK_DELIVERY_ADMIN,
  BankDeliveryView,
  DeliverySecrets,
  DeliverySettings,
} from '../../src/contract/admin/bank-delivery.ts'
import { uuidV7 } from '../../src/contract/ids.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers, SignedIn } from '../staff/index.ts'
import { noDestination } from './deliver.ts'
import { type Destination, findDestination, openSecrets, sealSecrets } from './destinations.ts'
import { DESTINATIONS_MAX } from './limits.ts'
import { isInDoubt, noteHealth } from './records.ts'
import { tryDestination } from './trying.ts'
import { readFiles, readView, readViews } from './views.ts'

type Handlers = Pick<AdminHandlers, keyof typeof BANK_DELIVERY_ADMIN>

/** What is typed about a destination. */
interface Asked {
  readonly name: string
  readonly settings: DeliverySettings
  readonly secrets: DeliverySecrets
}

/** What the people of a network do about how files reach the bank. */
export function bankDeliveryHandlers(context: ServerContext): Handlers {
  return {
    'list-bank-deliveries': async ({ networkId }) =>
      success({ deliveries: await readViews(context, networkId) }),
    'list-delivered-files': async ({ networkId }) =>
      success({ files: await readFiles(context, networkId) }),
    'add-bank-delivery': (who, asked) => add(context, who, asked),
    'change-bank-delivery': (who, { deliveryId, ...asked }) =>
      withDestination(context, who, deliveryId, (one) => change(context, who, one, asked)),
    'remove-bank-delivery': (who, { deliveryId }) =>
      withDestination(context, who, deliveryId, (one) => remove(context, who, one)),
    'test-bank-delivery': (who, { deliveryId }) =>
      withDestination(context, who, deliveryId, (one) => test(context, who, one)),
    'confirm-host-key': (who, { deliveryId, hostKey }) =>
      withDestination(context, who, deliveryId, (one) => confirm(context, who, one, hostKey)),
  }
}

async function withDestination<Value>(
  context: ServerContext,
  { networkId }: SignedIn,
  deliveryId: string,
  work: (destination: Destination) => Promise<Reply<Value>>,
): Promise<Reply<Value>> {
  const destination = await findDestination(context, deliveryId)
  return destination?.networkId === networkId ? work(destination) : noDestination()
}

async function add(
  context: ServerContext,
  who: SignedIn,
  { name, settings, secrets }: Asked,
): Promise<Reply<BankDeliveryView>> {
  if ((await readViews(context, who.networkId)).length >= DESTINATIONS_MAX)
    return failed('STATE_CONFLICT', 'There are too many destinations. Remove one first.')
  const nowMs = context.nowMs()
  const deliveryId = uuidV7(nowMs, context.randomBytes(10))
  const { read } = context.database
  const row = read.insertInto('bank_delivery').values({
    ...{ id: deliveryId, network_id: who.networkId, name, kind: settings.kind },
    ...{ settings: JSON.stringify(settings), host_key: null },
    secrets_sealed: sealSecrets(context, deliveryId, secrets),
    ...{ created_at_ms: nowMs, changed_at_ms: nowMs, changed_by: `staff:${who.staffId}` },
    removed_at_ms: null,
  })
  const health = read.insertInto('bank_delivery_health').values({
    ...{ delivery_id: deliveryId, seen_host_key: null, tested_at_ms: null, problem: null },
    ...{ delivered_at_ms: null, polled_at_ms: null, poll_after_ms: 0, problem_at_ms: null },
  })
  const isDone = await context.database.write([
    { query: row.compile(), changes: 1 },
    { query: health.compile(), changes: 1 },
    auditRow(context, who, 'bank-delivery-add', deliveryId, { name, kind: settings.kind }),
  ])
  return isDone ? readView(context, who.networkId, deliveryId) : nameTaken()
}

async function change(
  context: ServerContext,
  who: SignedIn,
  before: Destination,
  { name, settings, secrets }: Asked,
): Promise<Reply<BankDeliveryView>> {
  const { deliveryId } = before
  if (settings.kind !== before.settings.kind)
    return failed('STATE_CONFLICT', 'A destination stays of its kind. Add another one instead.')
  const isMoved = JSON.stringify(settings) !== JSON.stringify(before.settings)
  if (isMoved && (await isInDoubt(context, deliveryId))) return failed('STATE_CONFLICT', IN_DOUBT)
  const isElsewhere = whereOf(settings) !== whereOf(before.settings)
  // Secrets go to nobody but whom they were typed for.
  const kept = isElsewhere ? secrets : over(openSecrets(context, before), secrets)
  const query = context.database.read
    .updateTable('bank_delivery')
    .set({
      ...{ name, settings: JSON.stringify(settings) },
      secrets_sealed: sealSecrets(context, deliveryId, kept),
      ...(isElsewhere && { host_key: null }),
      ...{ changed_at_ms: context.nowMs(), changed_by: `staff:${who.staffId}` },
    })
    .where('id', '=', deliveryId)
    .where('removed_at_ms', 'is', null)
    .compile()
  const isDone = await context.database.write([
    { query, changes: 1 },
    noteHealth(context, deliveryId, null, isElsewhere ? { seen_host_key: null } : {}),
    auditRow(context, who, 'bank-delivery-change', deliveryId, { name, kind: settings.kind }),
  ])
  return isDone ? readView(context, who.networkId, deliveryId) : nameTaken()
}

/** Looked for at another place it would count as fetched there, or be asked for a second time. */
const IN_DOUBT =
  'It is not known yet whether something arrived there, and only there it can be looked up. Wait until it is, or add another destination.'

/** Its secrets are erased; what was handed over stays on record. */
async function remove(
  context: ServerContext,
  who: SignedIn,
  { deliveryId, name, settings }: Destination,
): Promise<Reply<Record<string, never>>> {
  const query = context.database.read
    .updateTable('bank_delivery')
    .set({
      removed_at_ms: context.nowMs(),
      secrets_sealed: sealSecrets(context, deliveryId, NO_SECRETS),
      ...{ changed_at_ms: context.nowMs(), changed_by: `staff:${who.staffId}` },
    })
    .where('id', '=', deliveryId)
    .where('removed_at_ms', 'is', null)
    .compile()
  const isDone = await context.database.write([
    { query, changes: 1 },
    auditRow(context, who, 'bank-delivery-remove', deliveryId, { name, kind: settings.kind }),
  ])
  return isDone ? success({}) : noDestination()
}

async function test(
  context: ServerContext,
  who: SignedIn,
  destination: Destination,
): Promise<Reply<BankDeliveryView>> {
  const { deliveryId } = destination
  const tried = await tryDestination(context, destination)
  const seen = tried.ok ? destination.hostKey : (tried.hostKey ?? undefined)
  await context.database.write([
    noteHealth(context, deliveryId, tried.ok ? null : tried.problem, {
      tested_at_ms: context.nowMs(),
      ...(seen !== undefined && { seen_host_key: seen }),
    }),
  ])
  return readView(context, who.networkId, deliveryId)
}

/** Only what the server really showed, and only that: a key that changed meanwhile is looked at anew. */
async function confirm(
  context: ServerContext,
  who: SignedIn,
  { deliveryId }: Destination,
  hostKey: string,
): Promise<Reply<BankDeliveryView>> {
  const { read } = context.database
  const health = await read
    .selectFrom('bank_delivery_health')
    .where('delivery_id', '=', deliveryId)
    .select('seen_host_key')
    .executeTakeFirst()
  if (health?.seen_host_key !== hostKey)
    return failed('STATE_CONFLICT', 'The server did not show this key. Test it and compare again.')
  const query = read
    .updateTable('bank_delivery')
    .set({
      host_key: hostKey,
      ...{ changed_at_ms: context.nowMs(), changed_by: `staff:${who.staffId}` },
    })
    .where('id', '=', deliveryId)
    .compile()
  await context.database.write([
    { query, changes: 1 },
    noteHealth(context, deliveryId, null),
    auditRow(context, who, 'bank-delivery-confirm-key', deliveryId, { hostKey }),
  ])
  return readView(context, who.networkId, deliveryId)
}

const NO_SECRETS: DeliverySecrets = { password: '', privateKey: '', access: '', second: '' }

/** What was left empty stays as it was. */
function over(before: DeliverySecrets, given: DeliverySecrets): DeliverySecrets {
  return {
    password: given.password || before.password,
    privateKey: given.privateKey || before.privateKey,
    access: given.access || before.access,
    second: given.second || before.second,
  }
}

/** Whom the secrets are told. */
function whereOf(settings: DeliverySettings): string {
  const { folder: _, ...where } = { folder: '', ...settings }
  return JSON.stringify(where)
}

function auditRow(
  context: ServerContext,
  { staffId, ip }: SignedIn,
  action: AuditAction,
  deliveryId: string,
  detail: Readonly<Record<string, string>>,
) {
  const subject = `bank-delivery:${deliveryId}`
  return record(context, { actor: `staff:${staffId}`, ip, action, subject, detail })
}

function nameTaken(): Reply<never> {
  return failedBecause(
    'STATE_CONFLICT',
    'NAME_TAKEN',
    'There is a destination of this name already. Give another name.',
  )
}
