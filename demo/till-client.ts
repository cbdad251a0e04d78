/** A line of a sale, in minor units. */
export interface SaleLine {
  readonly name: string
  readonly quantity: number
  readonly unitMinor: number
}

/** How a part of the sale was paid. */
export interface SaleTender {
  readonly kind: 'cash' | 'card' | 'gift'
  readonly amountMinor: number
}

/** The practice till in the hand of a script: rings and prints as the page does. */
export interface TillClient {
  /** Rings one sale and prints its receipt; resolves with the receipt number. */
  readonly ring: (lines: readonly SaleLine[], tenders: readonly SaleTender[]) => Promise<string>
  /** One item paid whole by gift card. */
  readonly ringGift: (amountMinor: number) => Promise<string>
}

/** Talks to a practice till at this address. Its calls throw with the till's own message. */
export function tillClient(url: string): TillClient {
  const ring = async (lines: readonly SaleLine[], tenders: readonly SaleTender[]) => {
    const response = await fetch(`${url}/api/sales`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ lines, tenders, print: true }),
    })
    const body = (await response.json()) as { receiptNumber?: string; message?: string }
    if (!response.ok || !body.receiptNumber)
      throw new Error(`the till says: ${JSON.stringify(body)}`)
    return body.receiptNumber
  }
  return {
    ring,
    ringGift: (amountMinor) =>
      ring(
        [{ name: 'Gift basket', quantity: 1, unitMinor: amountMinor }],
        [{ kind: 'gift', amountMinor }],
      ),
  }
}
