import { helpOf } from './help.ts'

/** The command line: one word, then that command's own arguments. */
interface Command {
  readonly what: string
  readonly run: (argv: readonly string[]) => Promise<number>
  /** It has much to do and nobody at a counter waits for it: a server beside it goes first. */
  readonly isPatient?: true
}

const COMMANDS: Readonly<Record<string, Command>> = {
  verify: {
    what: 'verify [--data DIR] [--since-checkpoint]  proves the ledger: balances, chain, trial balance, payables, checkpoints',
    run: async (argv) => (await import('./verify.ts')).runVerify(argv),
    isPatient: true,
  },
  integrity: {
    what: 'integrity [--data DIR | --file FILE]  looks at every page of the database file',
    run: async (argv) => (await import('./integrity.ts')).runIntegrity(argv),
    isPatient: true,
  },
  backup: {
    what: 'backup [--data DIR] --to FILE   a proven copy while the server runs; --keys-to seals the keys',
    run: async (argv) => (await import('./backup.ts')).runBackup(argv),
    isPatient: true,
  },
  restore: {
    what: 'restore --from FILE [--data DIR] [--force]  proves a backup and puts it in place',
    run: async (argv) => (await import('./restore.ts')).runRestore(argv),
  },
  move: {
    what: 'move [--data DIR] --to postgres://…  carries a running ledger over to PostgreSQL',
    run: async (argv) => (await import('./move.ts')).runMove(argv),
  },
  keys: {
    what: 'keys new | rotate | drop | print   new keys of card numbers, also while the server runs',
    run: async (argv) => (await import('./keys.ts')).runKeys(argv),
  },
  import: {
    what: 'import check | commit | reverse | resume | list   cards of another system, from a CSV file',
    run: async (argv) => (await import('./import.ts')).runImport(argv),
  },
  settle: {
    what: 'settle list | run | show | approve | cancel | file | sent | give-up | paid | resume   settlement runs',
    run: async (argv) => (await import('./settle.ts')).runSettle(argv),
  },
  receipt: {
    what: 'receipt FILE… [--tender WORD]… [--dialect NAME]  captured printer bytes -> what we read, as JSON',
    run: async (argv) => (await import('./receipt.ts')).runReceipt(argv),
  },
  poslog: {
    what: 'poslog FILE… [--tender VALUE]…  journals of a POS (POSLog, NAXML, CSV, JSON) -> what we read, as JSON',
    run: async (argv) => (await import('./poslog.ts')).runPoslog(argv),
  },
  'bank-file': {
    what: 'bank-file FILE…                 files of banks (NACHA, CPA-005 and others) -> what is wrong with them, as JSON',
    run: async (argv) => (await import('./bank-file.ts')).runBankFile(argv),
  },
  card: {
    what: 'card READING                    what a scan means, as JSON; prints no number',
    run: async (argv) => (await import('./card.ts')).runCard(argv),
  },
  seed: {
    what: 'seed [--data DIR]               a first network, program, locations, operator and cards',
    run: async (argv) => (await import('./seed.ts')).runSeed(argv),
  },
  network: {
    what: 'network create | program | list  your own network, its programs and first operator',
    run: async (argv) => (await import('./network.ts')).runNetwork(argv),
  },
  staff: {
    what: 'staff add | password | disable | enable | list   who may sign in to the admin',
    run: async (argv) => (await import('./staff.ts')).runStaff(argv),
  },
  'test-network': {
    what: 'test-network [--data DIR] --email ADDRESS   a network for trying the API out',
    run: async (argv) => (await import('./test-network.ts')).runTestNetwork(argv),
  },
  bench: {
    what: 'bench [--json FILE]             the figures, as a table',
    run: async (argv) => (await import('../test/bench/main.ts')).runBench(argv),
  },
}

process.exitCode = await main(process.argv.slice(2))

async function main([name, ...rest]: readonly string[]): Promise<number> {
  const command = name === undefined ? undefined : COMMANDS[name]
  const help = name === undefined ? undefined : helpOf(name)
  if (help !== undefined && rest.includes('--help')) {
    console.log(help)
    return 0
  }
  if (command?.isPatient) (await import('../server/storage/index.ts')).yieldProcess()
  if (command)
    return command
      .run(rest)
      .catch((error: unknown) => explain(error, help ?? `countermark ${command.what}`))
  const isHelp = name === undefined || name === '--help' || name === 'help'
  const lines = Object.values(COMMANDS).map(({ what }) => `  ${what}`)
  const text = `countermark <command>\n\n${lines.join('\n')}\n\ncountermark <command> --help tells its flags.\n`
  if (isHelp) console.log(text)
  else console.error(`There is no command ${name}.\n\n${text}`)
  return isHelp ? 0 : 2
}

/** A sentence for what a person can mend, and its exit code; everything else with its origin. */
async function explain(error: unknown, help: string): Promise<number> {
  if (!(error instanceof Error)) throw error
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')) {
    console.error(`${error.message}\n\n${help}`)
    return 2
  }
  const { exitCodeOf, fileProblem } = await import('./exit-code.ts')
  const ofFile = fileProblem(error)
  const code = ofFile === undefined ? exitCodeOf(error) : 1
  if (code === undefined) throw error
  console.error(ofFile ?? error.message)
  return code
}
