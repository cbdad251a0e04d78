import { ESCPOS_LENGTHS, type LengthRule } from './escpos-commands.ts'
import { PAYLOAD_BYTES_MAX, TAB_STOPS_MAX } from './limits.ts'

/**
 * What is known of a command's length from its first bytes.
 * - `more`: look again when `bytes` bytes are there
 * - `total`: it has so many bytes; `again` counts blocks that follow it
 * - `over`: it ended before its newest byte, which belongs to what follows
 * - `unknown`: not in the table, or a length that no printer could mean: skip so many bytes
 */
export type CommandLength =
  | { readonly kind: 'more'; readonly bytes: number }
  | { readonly kind: 'total'; readonly bytes: number }
  | { readonly kind: 'over' }
  | { readonly kind: 'unknown'; readonly bytes: number }

const NUL = 0x00
/** The narrowest keys have 3 bytes. */
const KEY_BYTES_MAX = 3
const RULES = new Map<number, LengthRule>(
  Object.entries(ESCPOS_LENGTHS).map(([key, rule]) => [Number.parseInt(`1${key}`, 16), rule]),
)
/** Two-byte beginnings that some three-byte key narrows: the third byte must be seen first. */
const NARROWED = new Set(
  Object.keys(ESCPOS_LENGTHS)
    .filter((key) => key.length === KEY_BYTES_MAX * 2)
    .map((key) => Number.parseInt(`1${key.slice(0, 4)}`, 16)),
)
/** Longest text of GS C ; and of a barcode that ends with NUL. */
const RUN_BYTES_MAX = 255

/** The length of the command that begins with `head`. Pure; `head` holds at least its first byte. */
export function commandLength(head: readonly number[]): CommandLength {
  if (head.length < 2) return more(2)
  const pair = keyOf(head, 2)
  if (NARROWED.has(pair)) {
    if (head.length < KEY_BYTES_MAX) return more(KEY_BYTES_MAX)
    const narrow = RULES.get(keyOf(head, KEY_BYTES_MAX))
    if (narrow !== undefined) return byRule(narrow, head)
  }
  const rule = RULES.get(pair)
  return rule === undefined ? unknownLength(head) : byRule(rule, head)
}

/** A control byte after the prefix is no part of a command: only the prefix is skipped. */
function unknownLength(head: readonly number[]): CommandLength {
  return { kind: 'unknown', bytes: at(head, 1) < 0x20 || at(head, 0) === 0x10 ? 1 : 2 }
}

function keyOf(head: readonly number[], bytes: number): number {
  let key = 1
  for (let index = 0; index < bytes; index += 1) key = key * 256 + at(head, index)
  return key
}

function byRule(rule: LengthRule, head: readonly number[]): CommandLength {
  if (typeof rule === 'number') return total(rule)
  switch (rule.kind) {
    case 'counted': {
      const known = rule.at + rule.size
      if (head.length < known) return more(known)
      return payload(rule.base, number(head, rule.at, rule.size))
    }
    case 'area': {
      const known = rule.at + 2 * rule.size
      if (head.length < known) return more(known)
      const [x, y] = [
        number(head, rule.at, rule.size),
        number(head, rule.at + rule.size, rule.size),
      ]
      return payload(rule.base, rule.scale * x * y)
    }
    case 'blocks':
      return total(rule.base)
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

/** GS k: types 0 to 6 end with NUL (a control byte ends them early), 65 to 79 carry a count. */
function barcodeLength(head: readonly number[]): CommandLength {
  if (head.length < 3) return more(3)
  if (at(head, 2) > 6) return head.length < 4 ? more(4) : total(4 + at(head, 3))
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
  return { kind: 'total', bytes }
}

function at(head: readonly number[], index: number): number {
  return head[index] ?? 0
}
