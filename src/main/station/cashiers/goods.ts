/**
 * Whether a reading is the code of goods (EAN-8, UPC-A, EAN-13, GTIN-14), by its length and check
 * digit. Numbers that begin with 2 are a shop's own, as badges may be. Pure.
 */
export function isGoods(text: string): boolean {
  if (!/^(?:\d{8}|\d{12,14})$/.test(text) || /^0*2/.test(text)) return false
  const sum = [...text]
    .reverse()
    .reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}
