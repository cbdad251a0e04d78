import type { HeadRow } from './loaded.ts'

/** A group of the chain, by its place and hash (hex). */
export interface Link {
  readonly id: number
  readonly hash: string
}

/** The newest group that this server knows to be written. */
export interface Chain {
  readonly known: () => Link
  readonly advance: (link: Link) => void
}

export function openChain({ groupId, hash }: Pick<HeadRow, 'groupId' | 'hash'>): Chain {
  let known: Link = { id: groupId, hash }
  return {
    known: () => known,
    advance: (link) => {
      if (link.id > known.id) known = link
    },
  }
}
