/** How a column goes over the wire in PostgreSQL's binary form. */
export type ColumnType = 'bigint' | 'text' | 'bytea' | 'boolean'

/** Object ids of the server's own types; they are the same on every server. */
const TYPE_IDS: Record<ColumnType, number> = { boolean: 16, bytea: 17, bigint: 20, text: 25 }

/** One value of a row; numbers are whole ones. */
export type ColumnValue = string | number | boolean | null | Uint8Array

const ARRAY_HEADER_BYTES = 20
const TYPE_AT = 8
const FIRST_BYTES = 64 * 1024
/** A character of a JavaScript string is at most so many bytes of UTF-8. */
const UTF8_BYTES_MAX = 3
/** Type and length of a column, and a value of fixed size. */
const COLUMN_BYTES_MAX = 16
const NULL_LENGTH = -1

/**
 * Rows as the binary form of an array of a composite type, whose id is put in later with
 * {@link ofType}: it is the database's own. See "array_recv" and "record_recv" of the server.
 */
export function encodeRows(
  columns: readonly ColumnType[],
  rows: readonly (readonly ColumnValue[])[],
): Buffer {
  const sheet: Sheet = { bytes: Buffer.allocUnsafe(FIRST_BYTES), at: 0 }
  writeInt(sheet, rows.length === 0 ? 0 : 1)
  writeInt(sheet, 0)
  writeInt(sheet, 0)
  if (rows.length > 0) {
    writeInt(sheet, rows.length)
    writeInt(sheet, 1)
  }
  for (const row of rows) encodeRow(sheet, columns, row)
  return sheet.bytes.subarray(0, sheet.at)
}

/** The array with the id of its rows' type in this database. */
export function ofType(array: Buffer, typeId: number): Buffer {
  array.writeInt32BE(typeId, TYPE_AT)
  return array
}

interface Sheet {
  bytes: Buffer
  at: number
}

function encodeRow(sheet: Sheet, columns: readonly ColumnType[], row: readonly ColumnValue[]) {
  room(sheet, ARRAY_HEADER_BYTES)
  const from = sheet.at
  sheet.at += 4
  writeInt(sheet, columns.length)
  for (let place = 0; place < columns.length; place += 1)
    encodeColumn(sheet, columns[place] as ColumnType, row[place] ?? null)
  sheet.bytes.writeInt32BE(sheet.at - from - 4, from)
}

function encodeColumn(sheet: Sheet, type: ColumnType, value: ColumnValue): void {
  room(sheet, COLUMN_BYTES_MAX)
  writeInt(sheet, TYPE_IDS[type])
  if (value === null) {
    writeInt(sheet, NULL_LENGTH)
    return
  }
  const lengthAt = sheet.at
  sheet.at += 4
  writeValue(sheet, type, value)
  sheet.bytes.writeInt32BE(sheet.at - lengthAt - 4, lengthAt)
}

function writeValue(sheet: Sheet, type: ColumnType, value: ColumnValue): void {
  switch (type) {
    case 'bigint':
      writeBigint(sheet, Number(value))
      return
    case 'boolean':
      sheet.at = sheet.bytes.writeUInt8(value ? 1 : 0, sheet.at)
      return
    case 'bytea': {
      const blob = value as Uint8Array
      room(sheet, blob.byteLength)
      sheet.bytes.set(blob, sheet.at)
      sheet.at += blob.byteLength
      return
    }
    case 'text': {
      const text = String(value)
      room(sheet, text.length * UTF8_BYTES_MAX)
      sheet.at += sheet.bytes.write(text, sheet.at, 'utf8')
      return
    }
  }
}

const HIGH_WORD = 2 ** 32

/** Eight bytes, without a BigInt for each number. */
function writeBigint(sheet: Sheet, value: number): void {
  const high = Math.floor(value / HIGH_WORD)
  sheet.at = sheet.bytes.writeInt32BE(high, sheet.at)
  sheet.at = sheet.bytes.writeUInt32BE(value - high * HIGH_WORD, sheet.at)
}

function writeInt(sheet: Sheet, value: number): void {
  sheet.at = sheet.bytes.writeInt32BE(value, sheet.at)
}

/** Makes sure that so many bytes fit; twice as many when they do not. */
function room(sheet: Sheet, length: number): void {
  const needed = sheet.at + length
  if (needed <= sheet.bytes.length) return
  const larger = Buffer.allocUnsafe(Math.max(needed, sheet.bytes.length * 2))
  sheet.bytes.copy(larger, 0, 0, sheet.at)
  sheet.bytes = larger
}
