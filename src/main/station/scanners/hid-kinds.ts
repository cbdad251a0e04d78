/** A device as node-hid lists it; only what is looked at. */
export interface HidDevice {
  readonly path?: string | undefined
  readonly vendorId: number
  readonly productId: number
  readonly product?: string | undefined
  readonly manufacturer?: string | undefined
  readonly usagePage?: number | undefined
  readonly usage?: number | undefined
}

/** How the reports of an interface are read. */
export interface HidKind {
  readonly reads: 'barcode' | 'swipe'
  /** Sent once after opening: some scanners stay silent until they are told to speak HID. */
  readonly featureReport: readonly number[] | null
}

interface HidRow extends HidKind {
  readonly usagePage: number
  readonly vendorIds?: readonly number[]
  readonly productIds?: readonly number[]
}

const BARCODE_PAGE = 0x8c
const HONEYWELL = [0x0c2e, 0x23d0]
const MAGTEK = [0x0801]

/** First match wins. A scanner shows several interfaces, of which one has the page. */
const KINDS: readonly HidRow[] = [
  { usagePage: BARCODE_PAGE, vendorIds: HONEYWELL, reads: 'barcode', featureReport: [0xfe, 0x01] },
  { usagePage: BARCODE_PAGE, reads: 'barcode', featureReport: null },
  // Older Honeywell scanners: the same report on a page of their own, three bytes shorter.
  { usagePage: 0xff8c, vendorIds: HONEYWELL, reads: 'barcode', featureReport: [0xfe, 0x01] },
  {
    usagePage: 0xff00,
    vendorIds: MAGTEK,
    productIds: [0x0002],
    reads: 'swipe',
    featureReport: null,
  },
]

/** How to read this interface; undefined when it is none of ours. */
export function hidKind({ usagePage, vendorId, productId }: HidDevice): HidKind | undefined {
  return KINDS.find(
    (row) =>
      row.usagePage === usagePage &&
      (row.vendorIds?.includes(vendorId) ?? true) &&
      (row.productIds?.includes(productId) ?? true),
  )
}

/** What people call it. */
export function hidName({ product, manufacturer, vendorId, productId }: HidDevice): string {
  const words = [manufacturer, product].map((word) => word?.trim() ?? '').filter(Boolean)
  const ids = [vendorId, productId].map((id) => id.toString(16).padStart(4, '0')).join(':')
  return (words.length === 0 ? ids : words.join(' ')).slice(0, 100)
}
