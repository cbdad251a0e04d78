import fc from 'fast-check'

/** A sale as a shop makes it, whatever its till writes of it. */
export interface Sale {
  readonly number: number
  readonly kind: 'sale' | 'refund' | 'void' | 'training'
  /** Minor units of a currency with two decimals, above zero. */
  readonly gifts: readonly number[]
  readonly voidedGifts: readonly number[]
  readonly cash: number
  readonly change: number
}

const amount = fc.integer({ min: 1, max: 99_999 })

export const sales: fc.Arbitrary<Sale[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('sale', 'sale', 'sale', 'refund', 'void', 'training'),
      gifts: fc.array(amount, { maxLength: 3 }),
      voidedGifts: fc.array(amount, { maxLength: 1 }),
      cash: fc.oneof(fc.constant(0), amount),
      change: amount,
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all.map(({ change, ...sale }, index): Sale => {
      const isRefund = sale.kind === 'refund'
      return {
        ...sale,
        number: index + 1,
        gifts: sale.gifts.length === 0 && sale.cash === 0 ? [500] : sale.gifts,
        voidedGifts: isRefund ? [] : sale.voidedGifts,
        change: isRefund || sale.cash <= change ? 0 : change,
      }
    }),
  )

/** What has to be read of a sale, in any order: `payment 500`. */
export function expected(sale: Sale): string[] {
  const whole = { sale: null, refund: 'refund', void: 'void', training: 'training' }[sale.kind]
  return [
    ...sale.gifts.map((gift) => `gift ${whole ?? 'payment'} ${gift}`),
    ...sale.voidedGifts.map((gift) => `gift ${whole ?? 'void'} ${gift}`),
    ...(sale.cash > 0 ? [`cash ${whole ?? 'payment'} ${sale.cash}`] : []),
    ...(sale.change > 0 ? [`cash ${whole ?? 'change'} ${sale.change}`] : []),
  ].toSorted()
}

export function totalOf({ gifts, cash, change, kind }: Sale): number {
  const sum = gifts.reduce((total, gift) => total + gift, 0) + cash - change
  return kind === 'refund' ? -sum : sum
}

/** `-12.50`, with so many decimals. */
export function decimal(minor: number, decimals = 2): string {
  const digits = String(Math.abs(minor)).padStart(3, '0')
  const text = `${digits.slice(0, -2)}.${digits.slice(-2).padEnd(decimals, '0')}`
  return minor < 0 ? `-${text}` : text
}
