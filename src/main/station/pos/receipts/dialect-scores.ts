import type { FoundDialect } from '../../../../contract/screen/sources.ts'
import {
  type DialectMarks,
  ESCPOS_MARKS,
  ITHACA_MARKS,
  OWN_WEIGHT,
  STAR_MARKS,
  STAR_PRNT_MARKS,
} from './dialect-marks.ts'
import { ESCPOS } from './escpos.ts'
import { ITHACA } from './ithaca.ts'
import type { Language } from './language.ts'
import { STAR } from './star.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** What the bytes of a job say about their printer language. */
export interface Verdict {
  readonly dialect: FoundDialect
  /** False: a guess, another job may say otherwise. */
  readonly isSure: boolean
}

/** Reads a job in every language at once and counts what fits. */
export interface DialectScores {
  /** Takes the next bytes, cut anywhere. */
  readonly push: (bytes: Uint8Array) => void
  /** The first moment at which no doubt was left, wherever the bytes were cut; else null. */
  readonly early: () => FoundDialect | null
  /** What all bytes together say; null when nothing in them tells. */
  readonly whole: () => Verdict | null
}

/** A score that leaves no doubt, when no other comes near it. */
const SURE_SCORE = 6
const SURE_LEAD = 4
const UNKNOWN_SCORE = -2
/** Scores are compared after so many bytes, so that the pieces of the stream decide nothing. */
const BLOCK_BYTES = 32

interface Candidate {
  readonly tokens: Tokens
  score: number
  /** A command came that no other language has. */
  hasOwn: boolean
  commands: number
  prntScore: number
}

export function createDialectScores(): DialectScores {
  const escpos = candidate(ESCPOS.language, ESCPOS_MARKS)
  const star = candidate(STAR.language, STAR_MARKS)
  const ithaca = candidate(ITHACA.language, ITHACA_MARKS)
  const candidates = [escpos, star, ithaca]
  const block = new Uint8Array(BLOCK_BYTES)
  let filled = 0
  let hasText = false
  let early: FoundDialect | null = null

  const best = (): Verdict | null => {
    if (candidates.every(({ commands }) => commands === 0)) {
      return hasText ? { dialect: 'text', isSure: false } : null
    }
    const isStar = star.hasOwn && star.score > Math.max(escpos.score, ithaca.score)
    const first = isStar ? star : ithaca.score >= escpos.score + SURE_LEAD ? ithaca : escpos
    if (first.score <= 0) return null
    const second = isStar ? Math.max(escpos.score, ithaca.score) : star.score
    const isSure = first.score >= SURE_SCORE && first.score >= second + SURE_LEAD
    const starName = star.prntScore > 0 ? 'star-prnt' : 'star-line'
    return { dialect: isStar ? starName : first === ithaca ? 'ithaca' : 'escpos', isSure }
  }
  const score = () => {
    for (const { tokens } of candidates) tokens.push(block.subarray(0, filled))
    filled = 0
  }
  return {
    push: (bytes) => {
      for (const byte of bytes) {
        hasText ||= byte > 0x20
        block[filled++] = byte
        if (filled < BLOCK_BYTES) continue
        score()
        const verdict = best()
        if (verdict?.isSure) early ??= verdict.dialect
      }
    },
    early: () => early,
    whole: () => {
      score()
      return best()
    },
  }
}

function candidate(language: Language, marks: DialectMarks): Candidate {
  const seen = new Set<string>()
  const made: Candidate = {
    tokens: createTokens(language, {
      text: () => {},
      control: () => {},
      statusAsked: () => {},
      command: (bytes) => {
        made.commands += 1
        const weight = weightOf(marks, bytes, seen)
        made.score += weight
        made.hasOwn ||= weight >= OWN_WEIGHT
        made.prntScore += weightOf(STAR_PRNT_MARKS, bytes, new Set())
      },
      unknown: () => {
        made.commands += 1
        made.score += UNKNOWN_SCORE
      },
    }),
    ...{ score: 0, hasOwn: false, commands: 0, prntScore: 0 },
  }
  return made
}

/** Each mark counts once: a command that comes in every row is no better proof for that. */
function weightOf(marks: DialectMarks, bytes: readonly number[], seen: Set<string>): number {
  const beginning = Buffer.from(bytes.slice(0, KEY_BYTES_MAX)).toString('hex').toUpperCase()
  for (let digits = beginning.length; digits >= 2; digits -= 2) {
    const key = beginning.slice(0, digits)
    const weight = marks[key]
    if (weight === undefined) continue
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew ? weight : 0
  }
  return 0
}

/** The longest key of the marks. */
const KEY_BYTES_MAX = 4
