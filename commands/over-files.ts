import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { type Currency, isCurrency } from '../src/contract/money.ts'

/** The arguments are wrong; the words say how. */
export class UsageError extends Error {}

/** A command that reads files and prints what stands in each. */
interface FileCommand<Options extends { readonly files: readonly string[] }> {
  readonly name: string
  /** What `--help` prints. */
  readonly help: () => string
  /** Throws {@link UsageError}. */
  readonly readOptions: (argv: readonly string[]) => Promise<Options | 'help'> | Options | 'help'
  /** Prints one file; false when it could not be read, or not whole. */
  readonly printOne: (file: string, options: Options) => Promise<boolean>
}

/** Runs it over all files. Exit code: 0 all were read, 1 one was not, 2 the arguments are wrong. */
export async function runOverFiles<Options extends { readonly files: readonly string[] }>(
  { name, help, readOptions, printOne }: FileCommand<Options>,
  argv: readonly string[],
): Promise<number> {
  try {
    const options = await readOptions(argv)
    if (options === 'help') {
      console.log(help())
      return 0
    }
    let failed = 0
    for (const file of options.files) failed += (await printOne(file, options)) ? 0 : 1
    return failed === 0 ? 0 : 1
  } catch (error) {
    console.error(`${name}: ${messageOf(error)}`)
    return error instanceof UsageError ? 2 : 1
  }
}

const HELP = { help: { type: 'boolean' } } as const

/** The flags and the files named; `help` when that is asked for. Throws {@link UsageError}. */
export function fileArguments<const Flags extends ParseArgsOptionsConfig>(
  argv: readonly string[],
  flags: Flags,
  usage: string,
) {
  const { values, positionals } = parsed(argv, flags, usage)
  if ('help' in values && values['help'] === true) return 'help'
  if (positionals.length === 0) throw new UsageError(`name a file\n\n${usage}`)
  return { values, files: positionals }
}

function parsed<const Flags extends ParseArgsOptionsConfig>(
  argv: readonly string[],
  flags: Flags,
  usage: string,
) {
  try {
    const options: Flags & typeof HELP = { ...flags, ...HELP }
    return parseArgs({ args: [...argv], allowPositionals: true, options })
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n\n${usage}`)
  }
}

/** The value of `--currency`; null when it is not given. Throws {@link UsageError}. */
export function currencyFlag(value: string | undefined): Currency | null {
  const code = value?.toUpperCase() ?? null
  if (code === null || isCurrency(code)) return code
  throw new UsageError(`--currency ${code} is not a currency code of ISO 4217, such as EUR`)
}

/** Why a file could not be read. */
export function cannotRead(error: unknown): string {
  return `cannot be read: ${messageOf(error)}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
