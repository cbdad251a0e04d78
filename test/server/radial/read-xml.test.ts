import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readXml } from '../../../server/radial/read-xml.ts'
import { writeXml, type XmlNode } from '../../../server/radial/write-xml.ts'
import { MalformedXmlError, type XmlElement } from '../../../server/xml/index.ts'

/** Full: as many inputs as the operator's promise names. */
const RUNS = process.env['COUNTERMARK_TEST_SCALE'] === 'full' ? 1_000_000 : 3_000
const TIMEOUT_MS = 3_600_000

function problemOf(text: string): string {
  try {
    readXml(text)
  } catch (error) {
    if (error instanceof MalformedXmlError) return error.message
    throw error
  }
  return 'read'
}

describe('reading XML: what is understood', () => {
  test('prefixes, literals, references, comments and a declaration', () => {
    const root = readXml(
      '<?xml version="1.0" encoding="utf-8"?>\n<!-- a note -->' +
        '<a:Order xmlns:a="urn:one" xmlns="urn:two" id=\'x&amp;y\' a:other="1">' +
        '<Line>1<!-- cut -->2<![CDATA[<3&]]>&#x34;&#53;</Line></a:Order>\n',
    )
    expect(root).toMatchObject({ name: 'Order', namespace: 'urn:one' })
    expect([...root.attributes]).toEqual([['id', 'x&y']])
    expect(root.children).toMatchObject([{ name: 'Line', namespace: 'urn:two', text: '12<3&45' }])
  })

  test('numbers stay the text that they were sent as', () => {
    expect(readXml('<A>0012.50</A>').text).toBe('0012.50')
    expect(readXml('<A>1e3</A>').text).toBe('1e3')
    expect(readXml('<A> 0x10 </A>').text).toBe(' 0x10 ')
  })

  test('whatever is written is read again as the same', () => {
    fc.assert(
      fc.property(anyNode(0), (node) => {
        expect(shapeOf(readXml(writeXml(node)))).toEqual(expectedOf(node))
      }),
      { numRuns: Math.min(RUNS, 20_000) },
    )
  })
})

const BILLION = `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">${Array.from(
  { length: 9 },
  (_, at) => `<!ENTITY b${at} "${'&b;'.repeat(10)}">`,
).join('')}]><a>&b8;</a>`

describe('reading XML: what is refused', () => {
  test.each([
    ['a bomb of entities', BILLION],
    ['a file', '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'],
    ['an address', '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>'],
    ['a parameter entity', '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///x">%p;]><a/>'],
    ['a document type in lower case', '<!doctype a><a/>'],
    ['a document type inside', '<a><!DOCTYPE b></a>'],
    ['an entity that nobody declared', '<a>&b;</a>'],
    ['one in an attribute', '<a b="&c;"/>'],
    ['a lone ampersand', '<a>b & c</a>'],
    ['an instruction', '<?php echo 1 ?><a/>'],
    ['an instruction inside', '<a><?xml-stylesheet href="x"?></a>'],
    ['a second declaration', '<?xml version="1.0"?><?xml version="1.0"?><a/>'],
    ['XML 1.1', '<?xml version="1.1"?><a/>'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-7"?><a/>'],
    ['a character that XML lacks', '<a>\u0001</a>'],
    ['a reference to one', '<a>&#0;</a>'],
    ['a reference beyond all characters', '<a>&#x110000;</a>'],
    ['half a pair', '<a>\ud800</a>'],
    ['two roots', '<a/><b/>'],
    ['no root', '<!-- nothing -->'],
    ['nothing', ''],
    ['text outside', '<a/>b'],
    ['an end that does not match', '<a><b></a></b>'],
    ['no end', '<a><b/>'],
    ['an end too many', '<a/></a>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['a bracket in an attribute', '<a b="<"/>'],
    ['a prefix that is not declared', '<x:a/>'],
    ['a literal outside', '<![CDATA[x]]><a/>'],
    ['the end of a literal in text', '<a>]]></a>'],
    ['too deep', '<a><b><c><d><e/></d></c></b></a>'],
    ['too many elements', `<a>${'<b/>'.repeat(24)}</a>`],
    ['too many attributes', `<a ${Array.from({ length: 9 }, (_, at) => `b${at}="1"`).join(' ')}/>`],
    ['a name too long', `<${'a'.repeat(65)}/>`],
  ])('%s', (_, text) => {
    expect(problemOf(text)).not.toBe('read')
  })

  test('no message tells what was sent', () => {
    const secret = '9970010000000012345'
    for (const text of [`<a>${secret}`, `<${secret}/>`, `<a ${secret}/>`, `<a>&${secret};</a>`])
      expect(problemOf(text)).not.toContain(secret)
  })

  test('names of the language itself are names like any other', () => {
    const text = '<a><__proto__>1</__proto__><constructor polluted="1"/></a>'
    expect(['read', 'The document is not well-formed.']).toContain(problemOf(text))
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('reading XML: anything at all', () => {
  const PIECES = [
    ...['<', '>', '/', '=', '"', "'", '&', ';', '!', '?', '[', ']', '-', ' ', '\n', ':', '#'],
    ...['<a>', '</a>', '<a/>', '<!--', '-->', '<![CDATA[', ']]>', '<!DOCTYPE', '<!ENTITY', '<?xml'],
    ...['xmlns="urn:a"', 'xmlns:b="urn:b"', 'b:c', '&amp;', '&#65;', '&#x41;', '&b;', 'a', '1'],
  ]
  const soup = fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 3, unit: 'binary' })), {
      maxLength: 30,
    })
    .map((parts) => parts.join(''))

  test(
    'is read or refused with a sentence: nothing else comes out',
    () => {
      let [read, refused] = [0, 0]
      fc.assert(
        fc.property(soup, (text) => {
          if (problemOf(text) === 'read') read += 1
          else refused += 1
        }),
        { numRuns: RUNS, examples: [['<a/>']] },
      )
      expect(read).toBeGreaterThan(0)
      expect(refused).toBeGreaterThan(RUNS / 2)
    },
    TIMEOUT_MS,
  )
})

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,9}$/)
const text = fc
  .string({ maxLength: 20, unit: 'grapheme' })
  .filter((value) => !/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(value))

function anyNode(depth: number): fc.Arbitrary<XmlNode> {
  const inner = fc.array(
    fc.constant(0).chain(() => anyNode(depth + 1)),
    { maxLength: 2 },
  )
  const attributes = fc
    .uniqueArray(
      name.filter((key) => !/^xmlns$/i.test(key)),
      { maxLength: 3 },
    )
    .chain((keys) =>
      fc
        .tuple(...keys.map(() => text))
        .map((values) => Object.fromEntries(keys.map((key, at) => [key, values[at] ?? '']))),
    )
  const content: fc.Arbitrary<string | readonly XmlNode[]> =
    depth >= 3 ? text : fc.oneof(text, inner)
  return fc.record({ name, attributes, content })
}

interface Shape {
  readonly name: string
  readonly attributes: readonly (readonly [string, string])[]
  readonly text: string
  readonly children: readonly Shape[]
}

function shapeOf(element: XmlElement): Shape {
  const { name: own, attributes, children } = element
  const sorted = [...attributes].sort(([left], [right]) => (left < right ? -1 : 1))
  return { name: own, attributes: sorted, text: element.text, children: children.map(shapeOf) }
}

function expectedOf(node: XmlNode): Shape {
  const { content = '' } = node
  const attributes = Object.entries(node.attributes ?? {}).map(
    ([key, value]) => [key, value ?? ''] as const,
  )
  attributes.sort(([left], [right]) => (left < right ? -1 : 1))
  return {
    name: node.name,
    attributes,
    text: typeof content === 'string' ? content : '',
    children: typeof content === 'string' ? [] : content.map(expectedOf),
  }
}
