import { PAYLOAD_BYTES_MAX, RUN_BYTES_MAX, TAB_STOPS_MAX } from './limits.ts'

/**
 * How many bytes a command has.
 *
 * - a number: the total, first byte included
 * - `counted`: `base` bytes plus `scale` times a little-endian count of `size` bytes that stands at
 *   `at`
 * - `area`: `base` bytes plus `scale` × x × y; x and y are `size` bytes wide, x stands at `at`
 * - `until`: to the first `end` byte from place `from` on, that byte included
 * - `switch`: ESC E: 3 bytes; 2 where text follows at once, as some makers' command has no value
 * - `pulse`: ESC p: 5 bytes; 2 where no drawer is named
 * - `image`: ESC *: columns of 1 or 3 bytes by the mode byte
 * - `list`: ascending values that end with NUL
 * - `cut`: GS V: 3 or 4 bytes by its mode
 * - `barcode`: GS k: to NUL or counted by its type
 * - `semicolons`: text up to its sixth semicolon
 * - `blocks`: `base` bytes, then blocks of their own length
 */
export type LengthRule =
  | number
  | {
      readonly kind: 'counted'
      readonly at: number
      readonly size: 1 | 2 | 4
      readonly base: number
      readonly scale?: number
    }
  | {
      readonly kind: 'area'
      readonly at: number
      readonly size: 1 | 2
      readonly base: number
      readonly scale: 1 | 8
    }
  | { readonly kind: 'until'; readonly end: number; readonly from: number }
  | { readonly kind: 'switch' | 'pulse' | 'image' | 'list' | 'cut' | 'barcode' | 'semicolons' }
  | { readonly kind: 'blocks'; readonly base: number; readonly of: 'characters' | 'logos' }

/** Rules by the first bytes of a command in hexadecimal; of several keys the longest counts. */
export type LengthTable = Readonly<Record<string, LengthRule>>

/**
 * What is known of a command's length from its first bytes.
 * - `more`: look again when `bytes` bytes are there
 * - `total`: it has so many bytes, and `blocks` follow it
 * - `over`: it ended before its newest byte, which belongs to what follows
 * - `either`: its newest byte is its value or a character that follows; what comes later tells
 * - `unknown`: not in the table, or a length that no printer could mean: skip so many bytes
 */
export type CommandLength =
  | { readonly kind: 'more'; readonly bytes: number }
  | { readonly kind: 'total'; readonly bytes: number; readonly blocks: Blocks | null }
  | { readonly kind: 'over' | 'either' }
  | { readonly kind: 'unknown'; readonly bytes: number }

/** Blocks that follow a command: characters of `bytesHigh` bytes a column, or logos (null). */
export interface Blocks {
  readonly left: number
  readonly bytesHigh: number | null
}

/** The length of the command that begins with `head`. Pure; `head` holds at least its first byte. */
export type CommandLengthReader = (head: readonly number[]) => CommandLength

interface Node {
  rule: LengthRule | null
  readonly next: Map<number, Node>
}

const NUL = 0x00
const DLE = 0x10
/** 48 dots, in bytes. */
const CHARACTER_BYTES_MAX = 6

/** Prepares a table once. */
export function createLengthReader(table: LengthTable): CommandLengthReader {
  const root: Node = { rule: null, next: new Map() }
  for (const [key, rule] of Object.entries(table)) plant(root, bytesOf(key), rule)
  return (head) => {
    let node = root
    let rule: LengthRule | null = null
    for (let index = 0; index < head.length; index += 1) {
      const child = node.next.get(at(head, index))
      if (!child) return rule === null ? unknownLength(head, index) : byRule(rule, head)
      rule = child.rule ?? rule
      node = child
    }
    if (node.next.size > 0) return more(head.length + 1)
    return rule === null ? unknownLength(head, head.length - 1) : byRule(rule, head)
  }
}

/** The bytes of a key of a {@link LengthTable}. */
export function bytesOf(key: string): number[] {
  return [...Buffer.from(key, 'hex')]
}

/** One rule for many commands: `seconds` are the bytes after `prefix`, divided by blanks. */
export function each(prefix: string, seconds: string, rule: LengthRule): LengthTable {
  return Object.fromEntries(seconds.split(' ').map((second) => [`${prefix}${second}`, rule]))
}

function plant(root: Node, key: readonly number[], rule: LengthRule): void {
  let node = root
  for (const byte of key) {
    const child = node.next.get(byte) ?? { rule: null, next: new Map() }
    node.next.set(byte, child)
    node = child
  }
  node.rule = rule
}

/** The first byte that no key has is skipped too, unless it is a control byte of its own. */
function unknownLength(head: readonly number[], stranger: number): CommandLength {
  const isOwn = at(head, stranger) < 0x20 || at(head, 0) === DLE
  return { kind: 'unknown', bytes: Math.max(1, isOwn ? stranger : stranger + 1) }
}

function byRule(rule: LengthRule, head: readonly number[]): CommandLength {
  if (typeof rule === 'number') return total(rule)
  switch (rule.kind) {
    case 'counted': {
      const known = rule.at + rule.size
      if (head.length < known) return more(known)
      return payload(rule.base, (rule.scale ?? 1) * number(head, rule.at, rule.size))
    }
    case 'area':
      return areaLength(rule, head)
    case 'until':
      return untilLength(rule, head)
    case 'blocks':
      return blocksLength(rule, head)
    case 'switch':
      return switchLength(head)
    case 'pulse':
      return pulseLength(head)
    case 'image':
      return imageLength(head)
    case 'list':
      return listLength(head)
    case 'cut':
      return cutLength(head)
    case 'barcode':
      return barcodeLength(head)
    case 'semicolons':
      return semicolonLength(head)
  }
}

type Rule<Kind> = Extract<LengthRule, { readonly kind: Kind }>

function areaLength(rule: Rule<'area'>, head: readonly number[]): CommandLength {
  const known = rule.at + 2 * rule.size
  if (head.length < known) return more(known)
  const [x, y] = [number(head, rule.at, rule.size), number(head, rule.at + rule.size, rule.size)]
  return payload(rule.base, rule.scale * x * y)
}

function untilLength(rule: Rule<'until'>, head: readonly number[]): CommandLength {
  if (head.length <= rule.from) return more(rule.from + 1)
  if (at(head, head.length - 1) === rule.end) return total(head.length)
  return head.length > rule.from + RUN_BYTES_MAX ? { kind: 'over' } : more(head.length + 1)
}

/** ESC & y c1 c2: one block a character; FS q n: one block a logo. */
function blocksLength(rule: Rule<'blocks'>, head: readonly number[]): CommandLength {
  if (head.length < rule.base) return more(rule.base)
  const last = at(head, rule.base - 1)
  const isLogo = rule.of === 'logos'
  // No printer's characters are so high: a maker without them has given ESC & to its drawer.
  if (!isLogo && at(head, rule.base - 3) > CHARACTER_BYTES_MAX) return total(rule.base)
  const left = isLogo ? last : last - at(head, rule.base - 2) + 1
  if (left <= 0) return total(rule.base)
  const bytesHigh = isLogo ? null : at(head, rule.base - 3)
  return { kind: 'total', bytes: rule.base, blocks: { left, bytesHigh } }
}

/** A small number is the value, a letter is text that follows, and a digit may be either. */
function switchLength(head: readonly number[]): CommandLength {
  if (head.length < 3) return more(3)
  const value = at(head, 2)
  if (value < 0x08) return total(3)
  return { kind: isDigit(value) ? 'either' : 'over' }
}

function pulseLength(head: readonly number[]): CommandLength {
  if (head.length < 3) return more(3)
  return at(head, 2) < 2 || isDigit(at(head, 2)) ? total(5) : { kind: 'over' }
}

/** 0 or 1 as a character. */
function isDigit(value: number): boolean {
  return value === 0x30 || value === 0x31
}

function imageLength(head: readonly number[]): CommandLength {
  if (head.length < 5) return more(5)
  const columns = number(head, 3, 2)
  return payload(5, at(head, 2) >= 32 ? 3 * columns : columns)
}

/** ESC D: ends with NUL, after the last place, or before a value that does not ascend. */
function listLength(head: readonly number[]): CommandLength {
  const last = head.length - 1
  if (last < 2) return more(3)
  if (at(head, last) === NUL) return total(head.length)
  if (last > 2 && at(head, last) <= at(head, last - 1)) return { kind: 'over' }
  return last - 2 >= TAB_STOPS_MAX ? { kind: 'over' } : more(head.length + 1)
}

function cutLength(head: readonly number[]): CommandLength {
  if (head.length < 3) return more(3)
  return total([65, 66, 97, 98, 103, 104].includes(at(head, 2)) ? 4 : 3)
}

/** GS k: types from 65 on carry a count; others end with NUL (a control byte ends them early). */
function barcodeLength(head: readonly number[]): CommandLength {
  if (head.length < 3) return more(3)
  if (at(head, 2) > 64) return head.length < 4 ? more(4) : total(4 + at(head, 3))
  const last = head.length - 1
  if (last < 3) return more(4)
  if (at(head, last) === NUL) return total(head.length)
  if (at(head, last) < 0x20 || last > RUN_BYTES_MAX) return { kind: 'over' }
  return more(head.length + 1)
}

function semicolonLength(head: readonly number[]): CommandLength {
  const semicolons = head.filter((byte) => byte === 0x3b).length
  if (semicolons >= 6) return total(head.length)
  const last = at(head, head.length - 1)
  if (last < 0x20 && head.length > 3) return { kind: 'over' }
  return head.length > RUN_BYTES_MAX ? { kind: 'over' } : more(head.length + 1)
}

function payload(base: number, count: number): CommandLength {
  return count > PAYLOAD_BYTES_MAX ? { kind: 'unknown', bytes: base } : total(base + count)
}

function number(head: readonly number[], start: number, size: number): number {
  let value = 0
  for (let index = size - 1; index >= 0; index -= 1) value = value * 256 + at(head, start + index)
  return value
}

function more(bytes: number): CommandLength {
  return { kind: 'more', bytes }
}

function total(bytes: number): CommandLength {
  return { kind: 'total', bytes, blocks: null }
}

function at(head: readonly number[], index: number): number {
  return head[index] ?? 0
}
