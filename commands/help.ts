const PASSPHRASE = `  --passphrase-file FILE  the passphrase of the sealed keys; or the variable COUNTERMARK_PASSPHRASE`
const DATA = `  --data DIR              the server's folder (default ./data)`
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
