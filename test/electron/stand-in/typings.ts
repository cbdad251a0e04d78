import { readFileSync } from 'node:fs'

/**
 * What Electron knows, read from its own typings: the stand-in accepts no option, event or
 * permission that is not in them.
 */
const TYPINGS = readFileSync(
  new URL('../../../node_modules/electron/electron.d.ts', import.meta.url),
  'utf8',
)

/** The text of a class or an interface, to the brace that ends it. */
function declaration(name: string): string {
  const start = new RegExp(`^  (?:class|interface) ${name}\\b[^{]*\\{`, 'm').exec(TYPINGS)
  if (start === null) throw new Error(`Electron's typings have no ${name}`)
  const rest = TYPINGS.slice(start.index)
  return rest.slice(0, rest.search(/^ {2}\}/m))
}

/** Option names of an interface, with their type where it is a simple one. */
export function optionTypes(...interfaces: readonly string[]): ReadonlyMap<string, string> {
  const found = interfaces.flatMap((name) => [
    ...declaration(name).matchAll(/^ {4}(\w+)\??: ([^;]+);/gm),
  ])
  if (found.length === 0) throw new Error(`no options found in ${interfaces.join(', ')}`)
  return new Map(found.map((match) => [match[1] ?? '', match[2] ?? '']))
}

/** Names of the events that a class or interface emits. */
export function eventNames(name: string): ReadonlySet<string> {
  const found = [...declaration(name).matchAll(/\bon\(event: '([\w-]+)'/g)]
  if (found.length === 0) throw new Error(`no events found in ${name}`)
  return new Set(found.map((match) => match[1] ?? ''))
}

/** Every permission that a page may ask for. */
export function permissionNames(): readonly string[] {
  const lines = TYPINGS.match(/setPermission(?:Request|Check)Handler\(handler: .*/g) ?? []
  const unions = lines.map((line) => /permission: ((?:'[\w-]+'(?: \| )?)+)/.exec(line)?.[1] ?? '')
  const names = unions.flatMap((union) => [...union.matchAll(/'([\w-]+)'/g)])
  return [...new Set(names.map((match) => match[1] ?? ''))]
}
