import { audit } from './audit.ts'
import { banks } from './banks.ts'
import { books } from './books.ts'
import { cards } from './cards.ts'
import { control } from './control.ts'
import { delivery } from './delivery.ts'
import { exceptions } from './exceptions.ts'
import { imports } from './imports.ts'
import { network } from './network.ts'
import { pos } from './pos.ts'
import { production } from './production.ts'
import { programs } from './programs.ts'
import { reconciliation } from './reconciliation.ts'
import { replies } from './replies.ts'
import { runs } from './runs.ts'
import { shell } from './shell.ts'
import { terms } from './terms.ts'

/** All words of the admin in English; the other languages have the same keys. */
export const en = {
  ...shell,
  ...replies,
  ...cards,
  ...banks,
  ...network,
  ...books,
  ...production,
  ...imports,
  ...programs,
  ...terms,
  ...control,
  ...audit,
  ...pos,
  ...delivery,
  ...exceptions,
  ...reconciliation,
  ...runs,
} as const
