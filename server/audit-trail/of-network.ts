import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { Database } from '../storage/database.ts'

/** Tables whose rows know their network, by the word that subjects of the audit begin with. */
const SUBJECTS = [
  ['staff', 'staff'],
  ['location', 'location'],
  ['batch', 'batch'],
  ['import', 'card_import'],
  ['proposal', 'proposal'],
  ['run', 'settlement_run'],
  ['bank-answer', 'bank_answer'],
  ['bank-answer-file', 'bank_answer_file'],
] as const

/**
 * The rows of one network. The audit says who did what to what, and both are somebody's: a person's, a
 * key's or a station's deed is their network's, anything else is the network's of what it was done to.
 * A server of one network has nothing of another, so there all of it is shown, also what is nobody's,
 * as a sign-in under an unknown address.
 */
export async function ofNetwork(
  { reports }: Database,
  networkId: NetworkId,
): Promise<RawBuilder<SqlBool>> {
  const others = await reports
    .selectFrom('network')
    .where('id', '<>', networkId)
    .select('id')
    .limit(1)
    .executeTakeFirst()
  if (others === undefined) return sql<SqlBool>`1 = 1`
  return sql<SqlBool>`(audit.actor IN (${actorsOf(networkId)}) OR (${isNobodys()} AND (
    audit.subject = ${`network:${networkId}`} OR ${sql.join(subjectsOf(networkId), sql` OR `)})))`
}

function actorsOf(networkId: NetworkId) {
  return sql`SELECT 'staff:' || id FROM staff WHERE network_id = ${networkId}
    UNION ALL SELECT 'client:' || id FROM api_client WHERE network_id = ${networkId}
    UNION ALL SELECT 'device:' || device.id FROM device
      JOIN location ON location.id = device.location_id WHERE location.network_id = ${networkId}`
}

function isNobodys() {
  const kinds = ['staff:%', 'client:%', 'device:%'].map((one) => sql`audit.actor NOT LIKE ${one}`)
  return sql.join(kinds, sql` AND `)
}

function subjectsOf(networkId: NetworkId) {
  const plain = SUBJECTS.map(
    ([word, table]) => sql`(audit.subject LIKE ${`${word}:%`} AND EXISTS (
      SELECT 1 FROM ${sql.table(table)} AS found
       WHERE found.id = ${idOf(word)} AND found.network_id = ${networkId}))`,
  )
  const card = sql`(audit.subject LIKE 'card:%' AND EXISTS (
    SELECT 1 FROM card JOIN program ON program.id = card.program_id
     WHERE card.uid = ${idOf('card')} AND program.network_id = ${networkId}))`
  return [...plain, card]
}

function idOf(word: string) {
  return sql`substr(audit.subject, ${sql.lit(word.length + 2)})`
}
