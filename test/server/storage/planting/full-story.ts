import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { LedgerRequest } from '../../../../server/ledger/request.ts'
import { rekeyStatements, writeCheckpoint } from '../../../../server/storage/index.ts'
import { currency, minor } from '../../../../src/contract/money.ts'
import type { Random } from '../../../helpers/random.ts'
import { merge, replace } from '../../ledger/moves.ts'
import {
  addProgram,
  cardWith,
  insert,
  stockedCard,
  type TestNetwork,
} from '../../ledger/network.ts'
import {
  activate,
  fund,
  newCard,
  nextRequestId,
  redeem,
  refund,
  voidOf,
  voidRequest,
} from '../../ledger/requests.ts'
import { fillBankRule, fillBankTables } from './bank-tables.ts'
import { fillBooks } from './book-rows.ts'
import { tellCare, tellEnd, tellHold, tellImport, tellSettling, tellWaiting } from './more-kinds.ts'
import { fillPayouts } from './payout-rows.ts'

/** A ledger with something in every table, and how its checkpoints and secrets are looked at. */
export interface FullStory {
  readonly publicKey: KeyObject
  /** Opens what the story sealed: its own bytes say for which request they are. */
  readonly opens: (sealed: Uint8Array, of: { readonly requestId: string }) => boolean
  readonly checkpoint: () => Promise<void>
}

/** Fills the tables outside the ledger, and signs the first checkpoint. */
export async function openStory(network: TestNetwork): Promise<FullStory> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  await fillTables(network)
  const checkpoint = async () => {
    const signer = {
      sign: (text: string) => sign(null, Buffer.from(text), privateKey),
      nowMs: () => network.clock.nowMs,
    }
    if ((await writeCheckpoint(network.database, signer)) === undefined)
      throw new Error('there was nothing to sign')
  }
  await checkpoint()
  return { publicKey, checkpoint, opens: (sealed, of) => isSealedFor(sealed, of.requestId) }
}

function sealedFor(requestId: string): Uint8Array {
  const nonce = randomBytes(12)
  const seal = createHash('sha256').update(nonce).update(requestId).digest()
  return Buffer.concat([nonce, seal])
}

function isSealedFor(sealed: Uint8Array, requestId: string): boolean {
  const seal = createHash('sha256').update(sealed.subarray(0, 12)).update(requestId).digest()
  return sealed.length === 44 && Buffer.compare(seal, sealed.subarray(12)) === 0
}

async function fillTables(network: TestNetwork): Promise<void> {
  const { database, networkId, here, there, clock } = network
  const at = { created_at_ms: clock.nowMs }
  const programId = 'program-elsewhere'
  const listed = { accepted_at: 'listed' as const, listed: [there] }
  await addProgram(database, networkId, { id: programId, ...listed, reloadable: 0 })
  await insert(database, 'network', { id: 'network-test', name: 'For tests', ...at })
  await insert(database, 'test_network', { network_id: 'network-test' })
  await insert(database, 'velocity_rule', {
    ...{ program_id: programId, what: 'take', window_ms: 3_600_000 },
    ...{ count_max: 5, amount_max_minor: null },
  })
  await insert(database, 'velocity_rule', {
    ...{ program_id: programId, what: 'load', window_ms: 86_400_000 },
    ...{ count_max: null, amount_max_minor: 200_000 },
  })
  await fillBankRule(network)
  await fillBooks(database, networkId, programId)
  for (const name of ['Counter', 'Bar', 'Door']) {
    await fillBankTables(network, name)
    await fillPayouts(network, name)
    const number = name.length
    await insert(database, 'printer', {
      ...{ id: `printer-${name}`, network_id: networkId, name, recipient: `age1${name}`, ...at },
      ...{ with_lrc: 0, retired_at_ms: null },
    })
    await insert(database, 'batch', {
      ...{ id: `batch-${name}`, number, network_id: networkId, program_id: programId, name, ...at },
      ...{ printer_id: `printer-${name}`, prefix: '997001', with_pin: 1, printed_expiry: null },
      ...{ count: 50, state: 'ready', exports: 1, last_export_at_ms: clock.nowMs },
      ...{ ready_at_ms: clock.nowMs, ended_at_ms: null, drawn_again: 0, lease_until_ms: 0 },
      is_moved: 1,
    })
    await insert(database, 'stock_allocation', {
      ...{ id: `allocation-${name}`, batch_number: number, first_serial: 1, last_serial: 9 },
      ...{ location_id: here, state: 'shipped', allocated_at_ms: clock.nowMs },
      ...{ shipped_at_ms: clock.nowMs, received_at_ms: null, ended_at_ms: null },
    })
    await insert(database, 'terms_version', {
      ...{ network_id: networkId, scope: `${name} here`, version: 1, content: '{}' },
      ...{ valid_from_ms: clock.nowMs, recorded_at_ms: clock.nowMs },
      ...{ changed_by: 'staff-one', reason: 'The first' },
    })
    await insert(database, 'stock_missing', {
      ...{ allocation_id: `allocation-${name}`, first_serial: 2, last_serial: 3 },
      reported_at_ms: clock.nowMs,
    })
    await insert(database, 'card_import', {
      ...{ id: `import-${name}`, number, network_id: networkId, program_id: programId },
      ...{ source: name, file_hash: 'ab'.repeat(32), row_count: 3, state: 'staged', attempts: 0 },
      ...{ initial_minor: 9000, amount_minor: 7000, currency: 'EUR', staged_by: 'staff:one' },
      ...{ staged_at_ms: clock.nowMs, committed_by: null, committed_at_ms: null, reason: null },
      ...{ reversed_by: null, reversed_at_ms: null, done_rows: 0, worker: null },
      lease_until_ms: 0,
    })
    await insert(database, 'pin_change', {
      ...{ caller: 'client:one', request_id: `pin-${name}`, kind: 'reset', unlocked: 0 },
      ...{ card_uid: `card-${name}`, content_hash: randomBytes(32), reason: 'Lost', clerk: null },
      ...{ changed_at_ms: clock.nowMs, sealed: randomBytes(36) },
      sealed_until_ms: clock.nowMs + 1000,
    })
    await insert(database, 'card_claim', {
      ...{ card_uid: `card-${name}`, token_hash: randomBytes(32), proxy_lookup: randomBytes(32) },
      ...{ pin_sealed: randomBytes(36), ...at, opens_at_ms: null, opened_at_ms: clock.nowMs },
      ...{ expires_at_ms: clock.nowMs + 1000, shown_until_ms: clock.nowMs + 1000 },
    })
    const times = { activated_at_ms: clock.nowMs, revoked_at_ms: null, last_seen_at_ms: null }
    await insert(database, 'device', {
      ...{ id: `device-${name}`, location_id: here, code: `C-${name}`, name, ...times },
      ...{ public_key: randomBytes(32), state: 'active' },
    })
    await insert(database, 'device_enrolment', {
      ...{ id: `enrolment-${name}`, location_id: here, token_hash: randomBytes(32) },
      ...{ created_by: 'staff:one', ...at, expires_at_ms: clock.nowMs + 1000, used_at_ms: null },
      ...{ device_id: null, cancelled_at_ms: null, emailed_to: 'shop@example.test' },
    })
    await insert(database, 'staff', {
      ...{ id: `staff-${name}`, network_id: networkId, name, email: `${name}@example.test` },
      ...{ password_hash: `hash of ${name}`, role: 'operator', state: 'active', ...at },
    })
    await insert(database, 'alarm_case', {
      ...{ alarm_id: number, network_id: networkId, state: 'taken', owner: `staff-${name}` },
      ...{ note: null, changed_at_ms: clock.nowMs },
    })
    await insert(database, 'proposal', {
      ...{ id: `proposal-${name}`, network_id: networkId, caller: 'client:one', kind: 'adjust' },
      ...{ request_id: `adjust-${name}`, card_uid: `card-${name}`, amount_minor: 5000 },
      ...{ currency: 'EUR', reason: 'Promised', clerk: null, limit_minor: 0, code: null },
      ...{ content_hash: randomBytes(32), request: '{}', state: 'pending' },
      ...{ proposed_at_ms: clock.nowMs, expires_at_ms: clock.nowMs + 1000 },
      ...{ decided_by: null, decided_at_ms: null, decision_reason: null },
    })
    await insert(database, 'staff_session', {
      ...{ token_hash: randomBytes(32), id: `session-${name}`, staff_id: `staff-${name}`, ...at },
      ...{ last_seen_at_ms: 1, expires_at_ms: clock.nowMs + 1000, revoked_at_ms: null },
      ...{ ip: '127.0.0.1', user_agent: 'a browser' },
    })
    await insert(database, 'pos_connection', {
      ...{ id: `pos-${name}`, network_id: networkId, location_id: here, account: name },
      ...{ kind: 'clover', host: 'api.clover.com', places: '[]', tenders: '["Gift"]' },
      ...{ secrets_sealed: randomBytes(60), ...at, changed_at_ms: clock.nowMs },
      ...{ changed_by: 'staff:one', removed_at_ms: clock.nowMs },
    })
    await insert(database, 'bank_delivery', {
      ...{ id: `delivery-${name}`, network_id: networkId, name, kind: 'sftp', settings: '{}' },
      ...{ secrets_sealed: randomBytes(60), host_key: 'SHA256:one', ...at },
      ...{ changed_at_ms: clock.nowMs, changed_by: 'staff:one', removed_at_ms: clock.nowMs },
    })
    await insert(database, 'api_client', {
      ...{ id: `client-${name}`, network_id: networkId, location_id: here, name, kind: 'pos' },
      ...{ key_hash: randomBytes(32), key_hint: 'abcd', scopes: 'redeem', ...at },
      ...{ expires_at_ms: null, revoked_at_ms: null, last_used_at_ms: null },
    })
    const { query } = {
      query: database.read
        .insertInto('audit')
        .columns(['time_ms', 'actor', 'action', 'subject', 'detail', 'ip'])
        .values({
          ...{
            id: undefined as never,
            time_ms: clock.nowMs,
            actor: 'staff:one',
            action: 'device-add',
          },
          ...{ subject: `device:${name}`, detail: '{}', ip: '127.0.0.1' },
        }),
    }
    await database.write([{ query: query.compile(), changes: 1 }])
  }
}

/** Gives the newest card other keys, as after a rotation. */
async function rekeyNewest({ database }: TestNetwork): Promise<void> {
  const card = await database.read
    .selectFrom('card')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const { number_lookup: lookup, number_sealed: sealed, key_version: keyVersion } = card
  const queries = rekeyStatements(database.read, card.id, {
    before: { lookup, sealed, keyVersion },
    after: { lookup: randomBytes(32), sealed: randomBytes(47), keyVersion: keyVersion + 1 },
  })
  if (!(await database.write(queries))) throw new Error('the card was not given other keys')
}

/** Runs this many operations of every kind, some of them refused, repeated or taken back. */
export async function tell(network: TestNetwork, random: Random, operations: number) {
  const { station, webstore, programId } = network
  const cards = [await cardWith(network, 20_000), await cardWith(network, 20_000)]
  const redemptions: LedgerRequest[] = []
  const run = (request: LedgerRequest) => network.database.ledger.execute(request)
  for (let serial = 0; serial < operations; serial += 1) {
    network.clock.nowMs += random.below(3)
    const card = random.pick(cards)
    const amount = 1 + random.below(40)
    const order = {
      orderId: `O-${random.below(60)}`,
      lineId: null,
      allowRepeat: random.below(3) === 0,
    }
    const payment = { key: `P-${random.below(90)}`, json: '{"till":1}' }
    const dice = random.below(27)
    if (dice < 3) {
      const requestId = nextRequestId()
      const sealedAnswer = { sealed: sealedFor(requestId), expiresAtMs: network.clock.nowMs + 1e12 }
      const made = newCard(programId, { pinHash: 'a hash', batch: 'B-1' })
      await run(
        activate(webstore, { by: 'new', card: made }, 5000, { requestId, order, sealedAnswer }),
      )
    } else if (dice === 3) {
      const printed = await stockedCard(network, { batch: 'B-2' })
      if (random.below(2) === 0) await run(activate(station, printed, 4000))
      else await rekeyNewest(network)
    } else if (dice === 4) {
      await run(fund(station, card, 1000 + amount, { order }))
      // A card with a redemption comes and goes: its value moves on, and comes back later.
      const moved = await cardWith(network, 500)
      const taken = redeem(station, moved, amount)
      await run(taken)
      redemptions.push(taken)
      const into = random.below(2) === 0 ? card : await stockedCard(network)
      await run(into === card ? merge(station, moved, into) : replace(webstore, moved, into))
    } else if (dice === 20) await tellImport(network, random)
    else if (dice === 21 || dice === 22) await tellWaiting(network, random)
    else if (dice === 23) await tellHold(network, random)
    else if (dice === 24) await tellCare(network, random)
    else if (dice > 24) await tellEnd(network, random)
    else if (dice === 5) await run(redeem(station, card, 9_000_000))
    else if (dice === 6) await run(voidRequest(station, nextRequestId()))
    else if (dice === 7) {
      const value = { amountMinor: minor(amount), currency: currency('EUR') }
      const by = { by: 'order', order, card, ...value } as const
      await run(voidOf(station, by))
    } else if (dice < 10 && redemptions.length > 0) {
      await run(voidRequest(station, random.pick(redemptions).requestId))
    } else if (dice < 12 && redemptions.length > 0) {
      const { requestId } = random.pick(redemptions)
      await run(refund(station, { by: 'request', requestId }, 1 + random.below(10)))
    } else {
      const more = [{ payment }, { order }, { order, payment }, {}][random.below(4)]
      const request = redeem(station, card, amount, more)
      redemptions.push(request)
      await run(request)
    }
  }
  await tellSettling(network, random)
}
