/** How a column goes over the wire in PostgreSQL's binary form. */
export type ColumnType = 'bigint' | 'text' | 'bytea' | 'boolean'

/** Object ids of the server's own types; they are the same on every server. */
const TYPE_IDS: Record<ColumnType, number> = { boolean: 16, bytea: 17, bigint: 20, text: 25 }

/** One value of a row; numbers are whole ones. */
export type ColumnValue = string | number | boolean | null | Uint8Array

/** Dimensions, flags and type of the elements, then the number of rows and the number of the first. */
const ARRAY_HEADER_BYTES = 20
const TYPE_AT = 8
const ROWS_AT = 12
const FIRST_ROW_AT = 16
const FIRST_ROW = 1
const FIRST_BYTES = 64 * 1024
/** A character of a JavaScript string is at most so many bytes of UTF-8. */
const UTF8_BYTES_MAX = 3
/** Type and length of a column, and a value of fixed size. */
const COLUMN_BYTES_MAX = 16
/** Length of a row and the number of its columns. */
const ROW_HEADER_BYTES = 8
const NULL_LENGTH = -1

/** An array of rows that is made row by row. */
export interface RowArray {
  readonly add: (row: readonly ColumnValue[]) => void
  /** The array as it is now. */
  readonly bytes: () => Buffer
}

/**
 * Rows as the binary form of an array of a composite type, whose id is put in later with
 * {@link ofType}: it is the database's own. See "array_recv" and "record_recv" of the server.
 */
export function openRowArray(columns: readonly ColumnType[]): RowArray {
  const sheet: Sheet = { bytes: Buffer.alloc(FIRST_BYTES), at: ARRAY_HEADER_BYTES }
  let rows = 0
  return {
    add: (row) => {
      rows += 1
      encodeRow(sheet, columns, row)
    },
    bytes: () => {
      // An array without rows has no dimension.
      sheet.bytes.writeInt32BE(rows === 0 ? 0 : 1, 0)
      sheet.bytes.writeInt32BE(rows, ROWS_AT)
      sheet.bytes.writeInt32BE(FIRST_ROW, FIRST_ROW_AT)
      return sheet.bytes.subarray(0, rows === 0 ? ROWS_AT : sheet.at)
    },
  }
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
  room(sheet, ROW_HEADER_BYTES)
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
