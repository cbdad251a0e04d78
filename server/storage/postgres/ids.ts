import { ALONE_AFTER_MS, BLOCK_CARDS, BLOCK_IDS, LINES_MAX } from './limits.ts'
import type { HeadRow } from './loaded.ts'

/** Ids from one number up to another one, which is not among them. */
interface Block {
  readonly next: number
  readonly end: number
  readonly nextCard: number
  readonly endCard: number
}

/** What `write_group` answers. */
export interface WrittenGroup {
  readonly group_id: number
  readonly group_hash: string
  readonly next_id: number
  readonly next_card: number
  readonly block_from: number | null
  readonly card_block_from: number | null
}

/**
 * The ids that this server gives to operations and cards. Alone it takes the next ones, and the commit
 * makes sure that nobody else did: the same history then has the same ids on every engine. When it
 * met another server it takes them ahead in blocks, so that the two do not fail each other all the
 * time, until the other one has been silent for a while.
 */
export interface Ids {
  readonly next: () => number
  readonly nextCard: () => number
  /** Called before a group is decided: only then ids may come from elsewhere than before. */
  readonly begin: (groupMax: number) => void
  /** Operations that a group may have. */
  readonly capacity: (groupMax: number) => number
  /** The part of a group's JSON about ids. */
  readonly asJson: (nextCard: number, makesCards: boolean) => string
  /** The group was decided: these are taken, as far as this server is concerned. */
  readonly use: (next: number, nextCard: number) => void
  /** True when ids come from elsewhere now: what was decided with others is decided again. */
  readonly written: (group: WrittenGroup) => boolean
  /** After a group that was decided under the lock. */
  readonly reset: (group: WrittenGroup) => void
  readonly resetTo: (head: HeadRow) => void
  readonly stocked: (nextCard: number) => void
  /** Another server has written. */
  readonly meet: () => void
  readonly isShared: () => boolean
  /** Ids that were taken ahead and not used: they can be given back when they are still the last. */
  readonly unused: () => Block | undefined
}

export function openIds(head: HeadRow, nowMs: () => number): Ids {
  let alone = { next: head.nextId, nextCard: head.nextCard }
  let block: Block | undefined
  let spare: Block | undefined
  let metAtMs = Number.NEGATIVE_INFINITY
  const isShared = () => nowMs() - metAtMs < ALONE_AFTER_MS
  const take = (group: WrittenGroup) => {
    alone = { next: group.next_id, nextCard: group.next_card }
    const taken = blockOf(group)
    if (!taken) return
    if (block) spare = taken
    else block = taken
  }
  return {
    next: () => block?.next ?? alone.next,
    nextCard: () => block?.nextCard ?? alone.nextCard,
    begin: (groupMax) => {
      if (block && !isShared()) {
        block = undefined
        spare = undefined
      }
      if (block && spare && left(block) < groupMax) {
        block = spare
        spare = undefined
      }
    },
    capacity: (groupMax) => (block ? Math.min(groupMax, left(block)) : groupMax),
    asJson: (nextCard, makesCards) => {
      const isLow = !spare && (!block || left(block) < BLOCK_CARDS)
      const more = isShared() && isLow ? `,"block":${BLOCK_IDS},"cardBlock":${BLOCK_CARDS}` : ''
      if (block) return `"nextCard":0${more}`
      const card = makesCards ? `,"nextCardWas":${alone.nextCard}` : ''
      return `"nextId":${alone.next},"nextCard":${nextCard}${card}${more}`
    },
    use: (next, nextCard) => {
      if (block) block = { ...block, next, nextCard }
      else alone = { next, nextCard }
    },
    written: (group) => {
      const isFirst = !block && blockOf(group) !== undefined
      if (block || isFirst) take(group)
      return isFirst
    },
    reset: (group) => {
      block = undefined
      spare = undefined
      take(group)
    },
    resetTo: ({ nextId, nextCard }) => {
      block = undefined
      spare = undefined
      alone = { next: nextId, nextCard }
    },
    stocked: (nextCard) => {
      alone = { ...alone, nextCard }
    },
    meet: () => {
      metAtMs = nowMs()
    },
    isShared,
    unused: () => spare ?? block,
  }
}

/** Operations that surely fit: each makes a card at most, and a row for each of two cards at most. */
function left({ next, end, nextCard, endCard }: Block): number {
  return Math.min(Math.floor((end - next) / LINES_MAX), endCard - nextCard)
}

function blockOf({ block_from: from, card_block_from: card }: WrittenGroup): Block | undefined {
  if (from === null || card === null) return undefined
  return { next: from, end: from + BLOCK_IDS, nextCard: card, endCard: card + BLOCK_CARDS }
}
