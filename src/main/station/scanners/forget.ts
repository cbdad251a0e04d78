/**
 * The engine keeps the text that a regular expression matched last (`RegExp.input`), as long as no
 * other is matched. After a reading it is made to keep an empty one: a bank's card is forgotten.
 */
export function forgetMatchedText(): void {
  EMPTY.test('')
}

const EMPTY = /^$/
