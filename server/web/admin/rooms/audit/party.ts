import { AUDIT_PARTIES, type AuditParty } from '../../../../../src/contract/admin/audit.ts'
import { maskLastFour } from '../../../../../src/contract/card-number.ts'
import type { Translate } from '../../words/words.tsx'

/** What somebody or something of the audit is: `Card`, `Location`. */
export function partyKind({ kind }: AuditParty, t: Translate): string {
  const known = AUDIT_PARTIES.find((one) => one === kind)
  return known === undefined ? kind : t(`auditParty.${known}`)
}

/** With its name, where it has one: `Card •••• 1234`, `Location Corner Bakery`. */
export function partyText(party: AuditParty, t: Translate): string {
  const { kind, name } = party
  if (name === null) return partyKind(party, t)
  if (kind === 'staff') return name
  return `${partyKind(party, t)} ${kind === 'card' ? maskLastFour(name) : name}`
}
