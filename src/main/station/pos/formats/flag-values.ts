import type { JournalFlag, JournalRecord } from './journal.ts'

/** A value of the list, `*word` for one that holds the word; without a list, anything like true. */
export function means(text: string, values: readonly string[]): boolean {
  const own = text.trim().toLowerCase()
  if (values.length === 0) return /^(?:true|1|yes|y|j|ja|oui|si|on)$/.test(own)
  return values.some((value) => {
    const word = value.toLowerCase()
    return word.startsWith('*') ? own.includes(word.slice(1)) : own === word
  })
}

/** What the core takes a transaction for: a suspended one is no sale yet. */
export function kindOfFlags(flags: readonly JournalFlag[]): JournalRecord['kind'] {
  if (flags.includes('training')) return 'training'
  if (flags.includes('copy')) return 'copy'
  return flags.includes('void') || flags.includes('suspended') ? 'void' : 'sale'
}
