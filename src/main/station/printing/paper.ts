/** What is to be printed, before any printer is thought of. */
export type PaperLine =
  | { readonly kind: 'text'; readonly text: string; readonly style: PaperStyle }
  /** A word at the left, its value at the right. */
  | { readonly kind: 'pair'; readonly left: string; readonly right: string; readonly bold: boolean }
  | { readonly kind: 'rule' }

export type PaperStyle = 'plain' | 'title' | 'mark'

export type OwnPaper = readonly PaperLine[]

export const title = (text: string): PaperLine => ({ kind: 'text', text, style: 'title' })
export const plain = (text: string): PaperLine => ({ kind: 'text', text, style: 'plain' })
/** What must be seen first: a copy, a redemption that was undone. */
export const mark = (text: string): PaperLine => ({ kind: 'text', text, style: 'mark' })
export const pair = (left: string, right: string): PaperLine => ({
  ...{ kind: 'pair', left, right },
  bold: false,
})
export const strong = (left: string, right: string): PaperLine => ({
  ...{ kind: 'pair', left, right },
  bold: true,
})
export const rule: PaperLine = { kind: 'rule' }
