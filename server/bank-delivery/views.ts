import type {
  BankDeliveryView,
  DeliveredFileView,
  DeliveryProblem,
} from '../../src/contract/admin/bank-delivery.ts'
import { type Reply, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { noDestination } from './deliver.ts'
import { openSecrets, readSettings } from './destinations.ts'
import { FILES_SHOWN_MAX } from './limits.ts'

/** One destination of the network, as people see it. */
export async function readView(
  context: ServerContext,
  networkId: string,
  deliveryId: string,
): Promise<Reply<BankDeliveryView>> {
  const views = await readViews(context, networkId)
  const view = views.find((one) => one.deliveryId === deliveryId)
  return view ? success(view) : noDestination()
}

/** All destinations of the network, by name. */
export async function readViews(
  context: ServerContext,
  networkId: string,
): Promise<BankDeliveryView[]> {
  const rows = await context.database.read
    .selectFrom('bank_delivery')
    .innerJoin('bank_delivery_health', 'bank_delivery_health.delivery_id', 'bank_delivery.id')
    .where('network_id', '=', networkId)
    .where('removed_at_ms', 'is', null)
    .selectAll()
    .orderBy('name')
    .execute()
  return rows.map((row) => {
    const { id: deliveryId, secrets_sealed: sealed } = row
    const secrets = openSecrets(context, { deliveryId, sealed })
    return {
      ...{ deliveryId, name: row.name, settings: readSettings(row.settings) },
      has: {
        ...{ password: secrets.password !== '', privateKey: secrets.privateKey !== '' },
        ...{ access: secrets.access !== '', second: secrets.second !== '' },
      },
      ...{ hostKey: row.host_key, seenHostKey: row.seen_host_key },
      ...{ testedAtMs: row.tested_at_ms, deliveredAtMs: row.delivered_at_ms },
      problem: row.problem as DeliveryProblem | null,
      problemAtMs: row.problem_at_ms,
    }
  })
}

/** What was handed over last, newest first. */
export async function readFiles(
  context: ServerContext,
  networkId: string,
): Promise<DeliveredFileView[]> {
  const rows = await context.database.read
    .selectFrom('bank_delivery_file')
    .innerJoin('bank_delivery', 'bank_delivery.id', 'bank_delivery_file.delivery_id')
    .where('bank_delivery.network_id', '=', networkId)
    .selectAll('bank_delivery_file')
    .orderBy('begun_at_ms', 'desc')
    .orderBy('file_name', 'desc')
    .limit(FILES_SHOWN_MAX)
    .execute()
  return rows.map((row) => ({
    ...{ deliveryId: row.delivery_id, fileName: row.file_name, sha256: row.sha256 },
    ...{ sizeBytes: row.size, place: row.place, tries: row.tries },
    state: row.state === 'done' && row.place === null ? 'stopped' : row.state,
    problem: row.problem as DeliveryProblem | null,
    ...{ begunAtMs: row.begun_at_ms, changedAtMs: row.changed_at_ms },
  }))
}
