import fc from 'fast-check'

/** Texts that stand in a body as they are, JSON or not. */
const ODD = [
  ...[
    'null',
    'true',
    'false',
    '""',
    '[]',
    '{}',
    '0',
    '-0',
    '-1',
    '0.1',
    '1e999',
    '-1e999',
    '1E400',
  ],
  ...[
    '9007199254740993',
    '1e-400',
    '"25.00"',
    '"NaN"',
    '[[]]',
    '[{}]',
    '{"a":{}}',
    '" "',
    '"\\u0000"',
  ],
  ...[
    '"\\ud800"',
    '"\\udc00x"',
    '"\u202eabc"',
    '"\u{1F381}\u{1F468}\u200d\u{1F469}"',
    '"e\\u0301"',
    '"ﬃ"',
  ],
  ...['"__proto__"', '"constructor"', `"' OR 1=1 --"`, '"%00"', '"../../etc/passwd"'],
  ...['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{}}}', '{"toString":1}', '{"then":1}'],
  ...[
    'NaN',
    'Infinity',
    'undefined',
    "'x'",
    '01',
    '+1',
    '0x10',
    '1_000',
    '/*x*/1',
    '"\n"',
    '"\\x41"',
  ],
  ...[`"${'x'.repeat(300)}"`, `"${'9'.repeat(1_000)}"`, `"${'\u{1F381}'.repeat(2_000)}"`],
  ...['"x'.padEnd(12_000, 'x').concat('"'), `"${'A'.repeat(300_000)}"`],
  ...[nested('[', ']', 50), nested('[', ']', 4_000), nested('{"a":', '}', 2_000, '1')],
]

function nested(open: string, close: string, depth: number, inside = ''): string {
  return `${open.repeat(depth)}${inside}${close.repeat(depth)}`
}

const ODD_NAMES = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'prototype',
    'then',
    '',
    ' ',
    '\u0000',
  ],
  ...[
    'requestId ',
    'REQUESTID',
    'x'.repeat(400),
    '$where',
    'amountMinor[]',
    '\u202e',
    'length',
    'valueOf',
  ],
]

/** What is done to one member of a body. */
const memberDamage = fc.record({
  at: fc.nat(),
  inner: fc.nat(),
  kind: fc.constantFrom('put', 'put', 'put', 'drop', 'wrap', 'rename', 'twice', 'add'),
  odd: fc.constantFrom(...ODD),
  name: fc.constantFrom(...ODD_NAMES),
})
type Drawn<Of> = Of extends fc.Arbitrary<infer One> ? One : never
type MemberDamage = Drawn<typeof memberDamage>

/** What is done to the text of a body. */
const textDamage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 30 }),
  kind: fc.constantFrom('insert', 'cut', 'repeat', 'end'),
  piece: fc.constantFrom(
    ...ODD,
    ',',
    ':',
    '}',
    ']',
    '"',
    '\\',
    '\uFEFF',
    '\u0000',
    '\ud800',
    '{',
    '[',
  ),
})

/** A body as text, with one member or more that are not as they should be. */
export const damagedBody = (bodies: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<string> =>
  fc
    .tuple(
      bodies,
      fc.array(memberDamage, { minLength: 1, maxLength: 2 }),
      fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: textDamage }),
    )
    .map(([body, members, inText]) => {
      const text = members.reduce(damaged, new Map(entriesOf(body)))
      return cut(textOf(text), inText)
    })

/** Bodies that no route takes: no JSON, no object, or with a member that none has. */
export const hopelessBody = (bodies: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<string> =>
  fc.oneof(
    bodies.map((body) => `${JSON.stringify(body)}x`),
    bodies.map((body) => JSON.stringify(body).slice(0, -1)),
    bodies.map((body) => `[${JSON.stringify(body)}]`),
    fc
      .tuple(bodies, fc.constantFrom(...ODD))
      .map(([body, odd]) => textOf(new Map([...entriesOf(body), ['noSuchMember', odd]]))),
    fc
      .tuple(bodies, fc.constantFrom(...ODD))
      .map(([body, odd]) => textOf(new Map([...entriesOf(body), ['__proto__', odd]]))),
    fc.constantFrom(
      '"text"',
      '7',
      'true',
      '[]',
      'null x',
      nested('[', ']', 100_000),
      '\uFEFFx',
      '{,}',
    ),
  )

type Members = Map<string, string>

function entriesOf(body: Record<string, unknown>): [string, string][] {
  return Object.entries(body).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, JSON.stringify(value)] as [string, string]],
  )
}

function textOf(members: Members): string {
  return `{${[...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`
}

function damaged(members: Members, { at, inner, kind, odd, name }: MemberDamage): Members {
  const names = [...members.keys()]
  const chosen = names[at % Math.max(1, names.length)]
  if (chosen === undefined || kind === 'add') return members.set(name, odd)
  const value = members.get(chosen) ?? 'null'
  switch (kind) {
    case 'put':
      return members.set(chosen, inside(value, inner, odd))
    case 'wrap':
      return members.set(chosen, inner % 2 === 0 ? `[${value}]` : `{"${chosen}":${value}}`)
    case 'twice':
      return members.set(chosen, `${value},${JSON.stringify(chosen)}:${odd}`)
    case 'rename':
      members.delete(chosen)
      return members.set(name, value)
    default:
      members.delete(chosen)
      return members
  }
}

/** Puts it in place of the value, or of one member of it. */
function inside(value: string, inner: number, odd: string): string {
  if (!value.startsWith('{') || inner % 3 === 0) return odd
  const parsed = parsedOf(value)
  if (parsed === undefined) return odd
  const members = new Map(entriesOf(parsed))
  const chosen = [...members.keys()][inner % Math.max(1, members.size)]
  return chosen === undefined ? odd : textOf(members.set(chosen, odd))
}

/** Undefined where it was damaged before and is no JSON any more. */
function parsedOf(value: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(value) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function cut(text: string, damage: Drawn<typeof textDamage> | null): string {
  if (damage === null) return text
  const { at, length, kind, piece } = damage
  const from = Math.floor(at * text.length)
  const part = text.slice(from, from + length)
  const put = { insert: piece + part, cut: '', repeat: part + part, end: '' }[kind]
  return kind === 'end'
    ? text.slice(0, from)
    : `${text.slice(0, from)}${put}${text.slice(from + length)}`
}

export const ODD_PATH_PARTS = [
  ...[
    '%00',
    '%',
    '%zz',
    '..%2f..',
    '%2e%2e',
    'a'.repeat(390),
    'a'.repeat(500),
    '%ff%fe',
    '{}',
    '%20',
  ],
  ...[
    "'%20OR%201=1",
    '__proto__',
    'constructor',
    '%F0%9F%8E%81',
    '-1',
    '0',
    'null',
    '*',
    ':id',
    '%2F',
  ],
]

export const ODD_QUERIES = [
  ...[
    '?',
    '?a=1',
    '?a[b]=1',
    '?__proto__=1',
    '?constructor=1',
    '?x=%zz',
    '?x=%00',
    '?&&&===',
    '?%',
  ],
  ...[
    '?from=2026-01-01&from=2026-01-02',
    '?from=x&to=y',
    '?cursor=x',
    `?cursor=${'x'.repeat(5_000)}`,
  ],
  ...['?locationId[]=1', '?from=2026-02-30&to=2026-02-31', '?from=0001-01-01&to=9999-12-31'],
]

/** Types that no body of these routes may have. */
export const WRONG_TYPES = [
  ...['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  ...['application/jsonx', '', 'x', 'text/json', 'application/octet-stream'],
]

/** With those that stand for JSON, whatever they say besides. */
export const ODD_TYPES = [
  ...WRONG_TYPES,
  ...[
    'application/json; charset=utf-16',
    'application/json;;',
    'APPLICATION/JSON',
    'application/json; a="',
  ],
]
