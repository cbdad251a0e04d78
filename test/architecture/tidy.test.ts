import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../../commands/run.ts'
import { readSources } from './imports.ts'

const FILE_LINES_MAX = 300
const tree = readSources()
const product = [...tree.keys()].filter((path) => !path.startsWith('test/'))

describe('tidiness', () => {
  test(`no source file is longer than ${FILE_LINES_MAX} lines`, () => {
    const long = product.filter(
      (path) => (tree.get(path) ?? '').split('\n').length > FILE_LINES_MAX + 1,
    )
    expect(long).toEqual([])
  })

  test('files are kebab-case, and none is named for having no subject', () => {
    const names = product.map((path) => basename(path).replace(/(\.(test|config|d))?\.tsx?$/, ''))
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([])
    const vague = /(^|\/)(utils?|helpers?|managers?|common|misc)(\/|\.tsx?$)/
    expect(product.filter((path) => vague.test(path))).toEqual([])
  })

  test('nothing is left to do later without a reason', () => {
    const marks = new RegExp(`\\b(${['TO', 'DO|FIX', 'ME|XX', 'X|HA', 'CK'].join('')})\\b`)
    expect([...tree].filter(([, text]) => marks.test(text)).map(([path]) => path)).toEqual([])
  })

  test('every script that the README names exists, with the file that it runs', () => {
    const scripts = (
      JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
        scripts: Record<string, string>
      }
    ).scripts
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
    const named = [...readme.matchAll(/npm run ([a-z][a-z0-9:-]*)/g)].map((match) => match[1] ?? '')
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    const files = Object.values(scripts).flatMap(
      (script) => /^node (\S+\.ts)/.exec(script)?.[1] ?? [],
    )
    expect(files.length).toBeGreaterThan(5)
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
  })

  test('every page that another page links to exists', () => {
    const pages = [
      'README.md',
      ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.md'))
        .map((path) => join('docs', path)),
    ]
    expect(pages.length).toBeGreaterThan(8)
    for (const page of pages) {
      const text = readFileSync(join(ROOT, page), 'utf8')
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '')
      expect(
        links.filter((link) => !existsSync(join(ROOT, dirname(page), link))),
        page,
      ).toEqual([])
    }
  })
})
