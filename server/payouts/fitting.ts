import type { DeliverySettings } from '../../src/contract/admin/bank-delivery.ts'
import type { RailSettings } from '../../src/contract/admin/rails.ts'

/** A destination as its network calls it. */
interface Place {
  readonly name: string
  readonly settings: DeliverySettings
}

/**
 * Why files of a bank profile's settings may not go to a destination, in words for an operator; undefined
 * when they may. An API pays from the account that it is asked with, which stands in no file: it has to be
 * the one that the profile names.
 */
export function misfitOf(
  settings: RailSettings | null,
  { name, settings: place }: Place,
): string | undefined {
  switch (place.kind) {
    case 'folder':
    case 'sftp':
      return settings?.rail === 'forte' ? notOfThisSort(name) : undefined
    case 'bambora':
      if (settings?.rail !== 'bambora') return notOfThisSort(name)
      if (settings.subMerchantId !== null) return SUB_MERCHANT
      return settings.merchantId === place.merchantId ? undefined : otherAccount(name)
    case 'forte':
      if (settings?.rail !== 'forte') return notOfThisSort(name)
      return accountOf(settings) === accountOf(place) ? undefined : otherAccount(name)
  }
}

function accountOf(one: {
  readonly organizationId: string
  readonly locationId: string
  readonly sandbox: boolean
}): string {
  return `${one.organizationId} ${one.locationId} ${one.sandbox}`
}

function notOfThisSort(name: string): string {
  return `${name} takes no files of this sort.`
}

function otherAccount(name: string): string {
  return `${name} is another account at the processor than this bank profile names. Make both the same.`
}

/** Nothing says how reports of a sub-merchant are asked for: what is in doubt could not be looked up. */
const SUB_MERCHANT =
  'Files of a sub-merchant are not uploaded by the server. Choose no destination, and bring them by hand.'
