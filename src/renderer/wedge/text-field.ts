import type { ScannedKey } from '../../contract/screen/commands.ts'
import type { KeysGo } from './endings.ts'

/** What a text field held before the first keys of a run went into it. */
export interface FieldBefore {
  readonly field: HTMLInputElement | HTMLTextAreaElement
  readonly value: string
  readonly selectionStart: number
  readonly selectionEnd: number
}

/** The text field that has the focus, as it is now; undefined when keys go nowhere. */
export function rememberField(): FieldBefore | undefined {
  const field = document.activeElement
  if (!(field instanceof HTMLInputElement) && !(field instanceof HTMLTextAreaElement))
    return undefined
  const { value, selectionStart, selectionEnd } = field
  // Switches and the like are inputs too, without text to select.
  if (selectionStart === null || selectionEnd === null) return undefined
  return { field, value, selectionStart, selectionEnd }
}

/** Marks a form whose Enter takes money: `<form {...TAKES_MONEY}>`. */
export const TAKES_MONEY = { 'data-takes-money': true } as const

/** Where the keys go that are pressed now. */
export function whereKeysGo(): KeysGo {
  const field = rememberField()?.field
  if (!field) return 'nowhere'
  return field.closest('[data-takes-money]') ? 'amount' : 'text'
}

/** Takes back what was typed since. */
export function restoreField({ field, value, selectionStart, selectionEnd }: FieldBefore): void {
  setValue(field, value)
  field.setSelectionRange(selectionStart, selectionEnd)
}

/** Types the characters of these keys where the cursor was. */
export function typeInto({ field }: FieldBefore, keys: readonly ScannedKey[]): void {
  const text = keys.map(({ key }) => ([...key].length === 1 ? key : '')).join('')
  const start = field.selectionStart ?? field.value.length
  const end = field.selectionEnd ?? start
  setValue(field, field.value.slice(0, start) + text + field.value.slice(end))
  field.setSelectionRange(start + text.length, start + text.length)
}

/** Through the element's own setter, so that React notices like it notices a person. */
function setValue(field: FieldBefore['field'], value: string): void {
  const prototype = Object.getPrototypeOf(field) as object
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
