import { STAFF_ROLES } from '../src/contract/admin/views.ts'
import { DEFAULT_CARD_PREFIX } from '../src/contract/card-number.ts'

const PASSPHRASE = `  --passphrase-file FILE  the passphrase of the sealed keys; or the variable COUNTERMARK_PASSPHRASE`
const DATA = `  --data DIR              the server's folder (default ./data, or COUNTERMARK_DATA)`
const KEY_FILE = `  --key-file FILE         the keys (default: keys.json in that folder; or COUNTERMARK_KEY_FILE)`
const DATABASE_URL = `  --database-url URL      a ledger in PostgreSQL (or COUNTERMARK_DATABASE_URL)`

/** What `countermark COMMAND --help` prints, and what follows a command line that makes no sense. */
export const HELP = {
  verify: `countermark verify [--data DIR | --database-url URL] [--since-checkpoint]

Proves the ledger, beside a running server, and prints the books (docs/operating/proof.md).

${DATA}
${DATABASE_URL}
${KEY_FILE}
  --since-checkpoint      what came since the last time, and one part of the rest: for every night
  --nights COUNT          in how many nights the rest is proved (default 30)
  --state FILE            where that is noted (default: proof-state.json in the folder)
  --expect HEIGHT:HASH    a point that the chain must pass through
  --public-key FILE       the key that checkpoints must be signed with, in place of the server's keys
  --write-public-key FILE writes that key, for whoever proves the ledger without the server's keys

It ends with 0 when all holds, 1 at the first difference, 2 when there is nothing to prove.`,

  integrity: `countermark integrity [--data DIR | --file FILE]

Looks at every page of a database file, beside a running server.

${DATA}
  --file FILE             a file elsewhere, such as a backup

It ends with 0 when the file is sound, 1 when it is damaged, 2 when there is none.`,

  backup: `countermark backup [--data DIR] --to FILE
countermark backup [--data DIR] --keys-to FILE --passphrase-file FILE

A proven copy of the ledger while its server runs; and the keys, sealed, to be kept apart from it
(docs/operating/backup.md). No file is ever written over.

  --to FILE               the copy of the ledger
  --keys-to FILE          the sealed keys
${PASSPHRASE}
${DATA}
${KEY_FILE}
${DATABASE_URL}: the keys are held against it`,

  restore: `countermark restore --from FILE [--data DIR] [--keys-from FILE --passphrase-file FILE] [--force]

Proves a backup and puts it in place; the server has to be stopped (docs/operating/backup.md).

  --from FILE             the copy of the ledger
  --keys-from FILE        the sealed keys, where the folder has none
${PASSPHRASE}
  --force                 where there is a ledger: it is kept whole in replaced-<time>/
${DATA}
${KEY_FILE}`,

  move: `countermark move [--data DIR] --to postgres://… [--give-up [--target-lost]]

Carries a ledger over to PostgreSQL while its server runs (docs/operating/move.md). Cut short, run it
again.

  --to URL                the empty database (or COUNTERMARK_DATABASE_URL)
  --give-up               stay with the folder: the target can never become the ledger then
  --target-lost           with --give-up: the target cannot be reached for good
${DATA}`,

  keys: `countermark keys new
countermark keys rotate [--data DIR] [--key-file FILE]
countermark keys drop --version N [--data DIR] [--key-file FILE]
countermark keys print [--data DIR] [--key-file FILE]

new: keys for COUNTERMARK_KEYS. rotate: new number keys, also while servers run. drop: takes out a version
that nothing is under any more. print: the keys in clear, with what was rotated (docs/operating/keys.md).

${DATA}
${KEY_FILE}`,

  seed: `countermark seed [--data DIR]

An example to look at: a network with locations, a program, two people, an API key and stocked cards.
Prints their secrets, once. For a network of your own: countermark network create.

${DATA}`,

  import: `countermark import check FILE --program ID [--data DIR] [--column NAME=HEADER]… [--dates iso|dmy|mdy]
                        [--report FILE]
countermark import commit FILE --program ID --source NAME --rows COUNT --total AMOUNT [--virtual] …
countermark import reverse IMPORT --reason TEXT [--except-used] [--data DIR]
countermark import resume IMPORT [--data DIR]
countermark import list [--data DIR]`,

  settle: `countermark settle list                              the runs, one JSON line each
countermark settle run [--cut-off TIME]              freezes what is owed up to now, or to 2026-11-30T23:00:00Z
countermark settle show RUN [--lines]                a run with its files; its lines, one JSON line each
countermark settle approve RUN                       agrees to it, posts it, makes its files
countermark settle cancel RUN --reason TEXT          gives up a draft
countermark settle file RUN --to FOLDER              writes its files; none is ever written over
countermark settle sent FILE                         the bank has this file
countermark settle give-up FILE --reason TEXT         nobody is paid by this file: all of it is owed again
countermark settle paid RUN --reference TEXT [--location ID]   the network has paid by itself
countermark settle resume RUN                        goes on with a run that was broken off

With --data DIR or --database-url postgres://…; --network ID where there is more than one.`,

  network: `countermark network list                                   the networks and their programs, one JSON line each
countermark network create --name NAME --currency EUR --zone Europe/Paris --email ADDRESS
    [--program NAME] [--prefix DIGITS]                     with a program and an operator; prints the password, once
countermark network program --name NAME --currency EUR --zone Europe/Paris [--prefix DIGITS]
                                                           one more program; its rules are changed in the admin

With --data DIR or --database-url postgres://…; --network ID where there is more than one.
Currency, zone and the first digits of a program's cards (${DEFAULT_CARD_PREFIX}) stay as they are for ever.`,

  staff: `countermark staff list                                     who may sign in, one JSON line each
countermark staff add EMAIL --name NAME --role ROLE        prints a first password, once
countermark staff password EMAIL                           prints a new password, once; ends their sessions
countermark staff disable EMAIL                            no sign-in any more; ends their sessions
countermark staff enable EMAIL

ROLE: ${STAFF_ROLES.join(', ')}. With --data DIR or --database-url postgres://…; --network ID where
there is more than one.`,

  card: `countermark card READING [PREFIX]…

What a scan means, as JSON; a number is masked. PREFIX: the first digits of the cards that are accepted.`,

  'test-network': `countermark test-network [--data DIR | --database-url URL] --email ADDRESS

A network for trying the API out (docs/api/testing.md). Prints its key and its operator's password, once.

  --email ADDRESS         its operator; an address that nobody here has yet
${DATA}; the server has to be stopped
${DATABASE_URL}; servers may run`,
} as const

/** Commands whose help stands here; the others print their own. */
export function helpOf(name: string): string | undefined {
  return Object.hasOwn(HELP, name) ? HELP[name as keyof typeof HELP] : undefined
}
