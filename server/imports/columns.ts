import {
  IMPORT_COLUMNS,
  type ImportColumn,
  type ImportFault,
} from '../../src/contract/admin/imports.ts'

/** Where in a row each column stands; undefined for one that the file does not have. */
export type ColumnPlaces = Readonly<Record<ImportColumn, number | undefined>>

/** What the header of a file came to. */
export interface Header {
  readonly places: ColumnPlaces
  /** Fields that every row must have. */
  readonly count: number
  readonly faults: readonly ImportFault[]
}

/** A file without these says too little. */
const NEEDED: readonly ImportColumn[] = [
  'number',
  'currency',
  'initialAmount',
  'remainingAmount',
  'issuedOn',
  'state',
]

/** Names of columns in English and French, without accents, blanks and capitals. */
const NAMES: Readonly<Record<ImportColumn, readonly string[]>> = {
  number: ['number', 'cardnumber', 'card', 'gan', 'numero', 'numerodecarte', 'carte', 'code'],
  pin: ['pin', 'pincode', 'codepin', 'securitycode', 'codesecret'],
  currency: ['currency', 'currencycode', 'devise', 'monnaie'],
  initialAmount: [
    ...['initialamount', 'initial', 'initialvalue', 'originalamount', 'originalvalue'],
    ...['montantinitial', 'valeurinitiale'],
  ],
  remainingAmount: [
    ...['remainingamount', 'remaining', 'balance', 'remainingbalance', 'currentbalance'],
    ...['montantrestant', 'restant', 'solde', 'soldeactuel', 'valeurrestante'],
  ],
  issuedOn: [
    ...['issuedon', 'issued', 'issuedate', 'dateissued', 'activatedon', 'activationdate'],
    ...['datedemission', 'emisele', 'datedactivation', 'activeele'],
  ],
  lastUsedOn: [
    ...['lastusedon', 'lastused', 'lastuse', 'lastuseddate', 'lasttransaction'],
    ...['derniereutilisation', 'datedederniereutilisation', 'utiliseele'],
  ],
  expiresOn: [
    ...['expireson', 'expires', 'expiry', 'expirydate', 'expirationdate', 'validuntil'],
    ...['expirele', 'expiration', 'datedexpiration', 'valablejusquau'],
  ],
  state: ['state', 'status', 'etat', 'statut'],
  reference: ['reference', 'note', 'externalid', 'id', 'comment', 'commentaire', 'idexterne'],
}

/** Reads the header. `named` tells of columns that are called otherwise: the name in the file. */
export function readHeader(
  fields: readonly string[],
  named: Readonly<Partial<Record<ImportColumn, string>>>,
): Header {
  const plain = fields.map(plainName)
  const faults: ImportFault[] = []
  const placeOf = (column: ImportColumn): number | undefined => {
    const own = named[column]
    const wanted = own === undefined ? NAMES[column] : [plainName(own)]
    const places = plain.flatMap((name, at) => (wanted.includes(name) ? [at] : []))
    if (places.length > 1) faults.push(headerFault('COLUMN_TWICE', column))
    const isMissing = places.length === 0 && (NEEDED.includes(column) || own !== undefined)
    if (isMissing) faults.push(headerFault('COLUMN_MISSING', column))
    return places[0]
  }
  const places = Object.fromEntries(
    IMPORT_COLUMNS.map((column) => [column, placeOf(column)]),
  ) as ColumnPlaces
  return { places, count: fields.length, faults }
}

function headerFault(code: ImportFault['code'], column: ImportColumn): ImportFault {
  return { row: 1, column, code, card: null, otherRow: null }
}

function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}
