import type { Import, SourceTree } from './imports.ts'
import { readImports } from './imports.ts'

/** One layer of the house: whose files it has and what they may import. */
interface Layer {
  readonly name: string
  readonly files: RegExp
  /** Files of the project that may be imported (the layer's own files always may). */
  readonly mayUse: readonly RegExp[]
  readonly packages: readonly RegExp[]
  /** What to do instead of breaking the rule. */
  readonly instead: string
}

export interface Violation {
  readonly file: string
  readonly rule: string
  readonly message: string
}

const NODE = /^node:/
const PAGE_PACKAGES = [
  /^react(-dom|-hook-form|-i18next)?$/,
  /^i18next$/,
  /^@mantine\//,
  /^@tabler\/icons-react$/,
  /^@tanstack\//,
  /^@fontsource-variable\/inter$/,
  /^zod$/,
  /^bwip-js$/,
  /^zxing-wasm$/,
]
const CONTRACT = /^src\/contract\//
const STATION_DOOR = /^src\/main\/station\/(index|ports)\.ts$/
/** The parts that a host puts together: each is behind a port of the station. */
const STATION_PARTS = /^src\/main\/station\/(host\/|scanners\/|pos\/)/

/** First match wins, so that the narrower layers stand before the wider ones. */
export const LAYERS: readonly Layer[] = [
  {
    name: 'contract',
    files: CONTRACT,
    mayUse: [],
    packages: [/^zod$/],
    instead: 'Contracts import zod and each other only; put code that does something elsewhere.',
  },
  {
    name: 'station',
    files: /^src\/main\/station\//,
    mayUse: [CONTRACT],
    packages: [
      NODE,
      /^(better-sqlite3|serialport|node-hid|iconv-lite|csv-parse|pdfkit|@point-of-sale\/receipt-printer-encoder|ws|zod|pino)$/,
    ],
    instead: 'The core takes everything else through src/main/station/ports.ts.',
  },
  {
    name: 'kiosk',
    files: /^src\/main\/kiosk(\/|\.ts$)/,
    mayUse: [CONTRACT, STATION_DOOR, STATION_PARTS],
    packages: [NODE, /^(ws|zod)$/],
    instead:
      "A host uses the station's index.ts and ports.ts; only src/main/electron knows electron.",
  },
  {
    name: 'preload',
    files: /^src\/preload\//,
    mayUse: [/^src\/contract\/screen\//],
    packages: [/^electron$/],
    instead: 'The preload exposes the screen contract and nothing more.',
  },
  {
    name: 'electron',
    files: /^src\/main\/(electron\/|index\.ts$)/,
    mayUse: [CONTRACT, STATION_DOOR, STATION_PARTS],
    packages: [NODE, /^(electron|zod)$/],
    instead: "A host uses the station's index.ts and ports.ts.",
  },
  {
    name: 'ui',
    files: /^src\/ui\//,
    mayUse: [CONTRACT],
    packages: PAGE_PACKAGES,
    instead: 'The shared design language knows the contract and React only.',
  },
  {
    name: 'renderer',
    files: /^src\/renderer\/(?!vite\.config)/,
    mayUse: [CONTRACT, /^src\/ui\//],
    packages: PAGE_PACKAGES,
    instead: 'The screen asks the core through src/contract/screen; it has no node.',
  },
  {
    name: 'ledger',
    files: /^server\/ledger\//,
    mayUse: [CONTRACT],
    packages: [/^node:crypto$/],
    instead:
      'The ledger is pure: the engine in server/storage loads the facts and applies the decision.',
  },
  {
    name: 'storage',
    files: /^server\/storage\//,
    mayUse: [CONTRACT, /^server\/ledger\//],
    packages: [NODE, /^(better-sqlite3|kysely|pg|zod)$/],
    instead: 'Storage knows the ledger and the contract; subjects build on it.',
  },
  {
    name: 'web',
    files: /^server\/web\/(?!vite\.config)/,
    mayUse: [CONTRACT, /^src\/ui\//],
    packages: PAGE_PACKAGES,
    instead:
      'The pages ask the server through src/contract/admin; they have no node and no server code.',
  },
  {
    name: 'api client',
    files: /^server\/stored-value\/client\//,
    mayUse: [CONTRACT],
    packages: [NODE, /^zod$/],
    instead:
      'A shop takes the client alone: it knows the contract, and of the server only its API.',
  },
  {
    name: 'server',
    files: /^server\/(?!web\/)/,
    mayUse: [CONTRACT, /^server\/(?!web\/)/],
    packages: [
      NODE,
      /^(@fastify\/|fastify|fastify-type-provider-zod|zod|ws|pino|kysely|nodemailer|pdfkit|sepa|ssh2|age-encryption|bwip-js|csv-parse|csv-stringify|fast-xml-parser|prom-client|@node-rs\/argon2)/,
    ],
    instead: 'The server never imports the station: what both must know stands in src/contract.',
  },
]

/** Every broken rule of the tree, each with its file, the rule and what to use instead. */
export function findViolations(tree: SourceTree): Violation[] {
  const imports = readImports(tree)
  return [
    ...imports.flatMap(layerViolation),
    ...imports.flatMap(electronViolation),
    ...imports.flatMap(doorViolation),
    ...circles(imports),
  ]
}

function layerViolation(entry: Import): Violation[] {
  const layer = LAYERS.find(({ files }) => files.test(entry.from))
  if (!layer) return []
  const allowed = entry.isPackage
    ? layer.packages.some((rule) => rule.test(entry.to))
    : layer.files.test(entry.to) || layer.mayUse.some((rule) => rule.test(entry.to))
  if (allowed) return []
  return [
    {
      file: entry.from,
      rule: layer.name,
      message: `${entry.from} may not import ${entry.to}. ${layer.instead}`,
    },
  ]
}

const ELECTRON_FILES =
  /^(src\/main\/electron\/|src\/main\/index\.ts$|src\/preload\/|electron\.vite\.config\.ts$|test\/)/

function electronViolation({ from, to, isPackage }: Import): Violation[] {
  if (!isPackage || to !== 'electron' || ELECTRON_FILES.test(from)) return []
  return [
    {
      file: from,
      rule: 'electron',
      message: `${from} may not import electron. Only src/main/electron, src/main/index.ts and src/preload know it.`,
    },
  ]
}

/** The subject folder of a server file; undefined for the files beside the folders. */
function subjectOf(path: string): string | undefined {
  const match = /^server\/([^/]+)\//.exec(path)
  const folder = match?.[1]
  return folder === undefined || ['web', 'ledger', 'storage'].includes(folder) ? undefined : folder
}

/** Another subject is entered by its index.ts only. */
function doorViolation({ from, to }: Import): Violation[] {
  const [mine, theirs] = [subjectOf(from), subjectOf(to)]
  if (theirs === undefined || mine === theirs || to === `server/${theirs}/index.ts`) return []
  if (!from.startsWith('server/') || from.startsWith('server/web/')) return []
  return [
    {
      file: from,
      rule: 'door',
      message: `${from} may not import ${to}. Use server/${theirs}/index.ts.`,
    },
  ]
}

/** Subjects that need each other in a circle. */
function circles(imports: readonly Import[]): Violation[] {
  const uses = new Map<string, Map<string, string>>()
  for (const { from, to } of imports) {
    const [mine, theirs] = [subjectOf(from), subjectOf(to)]
    if (!mine || !theirs || mine === theirs) continue
    const inner = uses.get(mine) ?? new Map<string, string>()
    uses.set(mine, inner.set(theirs, inner.get(theirs) ?? from))
  }
  return [...uses.keys()].flatMap((start) => {
    const way = circleFrom(start, uses)
    if (!way) return []
    const file = uses.get(start)?.get(way[1] ?? '') ?? start
    return [
      {
        file,
        rule: 'circle',
        message: `${file}: the subjects ${way.join(' -> ')} need each other. Move what both need into one below.`,
      },
    ]
  })
}

function circleFrom(
  start: string,
  uses: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string[] | undefined {
  const seen = new Set<string>()
  const visit = (at: string, way: readonly string[]): string[] | undefined => {
    for (const next of uses.get(at)?.keys() ?? []) {
      if (next === start) return [...way, next]
      if (seen.has(next)) continue
      seen.add(next)
      const found = visit(next, [...way, next])
      if (found) return found
    }
    return undefined
  }
  return visit(start, [start])
}
