import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { ROOT } from '../../commands/run.ts'

/** The sources of the project: path from its root -> text. */
export type SourceTree = ReadonlyMap<string, string>

/** One import of one file: another file of the project, or a package by its name. */
export interface Import {
  readonly from: string
  /** A path from the root, `node:…`, or a package name. */
  readonly to: string
  readonly isPackage: boolean
}

const FOLDERS = ['src', 'server', 'demo', 'commands', 'test']
const SOURCE = /\.(ts|tsx)$/

/** Reads every source file of the project. */
export function readSources(): SourceTree {
  const found = new Map<string, string>()
  const visit = (path: string) => {
    for (const name of readdirSync(path)) {
      const inner = join(path, name)
      if (statSync(inner).isDirectory()) visit(inner)
      else if (SOURCE.test(name)) found.set(relative(ROOT, inner), readFileSync(inner, 'utf8'))
    }
  }
  for (const folder of FOLDERS) if (existsSync(join(ROOT, folder))) visit(join(ROOT, folder))
  return found
}

/** `import … from 'x'`, `export … from 'x'`, `import 'x'` and `import('x')`, over several lines too. */
const IMPORT =
  /(?:^|[\n;])\s*(?:import|export)\s+(?:type\s+)?(?:[\w*\s{},$]+?\s+from\s+)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/g

/** Every import of the tree. Comments are taken out first: examples in docstrings are not imports. */
export function readImports(tree: SourceTree): Import[] {
  const imports: Import[] = []
  for (const [from, text] of tree) {
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
    for (const match of code.matchAll(IMPORT)) {
      const specifier = match[1] ?? match[2] ?? ''
      imports.push(resolveImport(from, specifier))
    }
  }
  return imports
}

function resolveImport(from: string, specifier: string): Import {
  if (!specifier.startsWith('.')) return { from, to: packageName(specifier), isPackage: true }
  const path = relative(ROOT, resolve(ROOT, dirname(from), specifier.replace(/\?.*$/, '')))
  return { from, to: path, isPackage: false }
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}
