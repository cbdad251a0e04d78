import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'

/** How far an order has come. Those that are not ended are carried on after a restart. */
export type OrderState =
  | 'placing'
  | 'cancelling'
  | 'cancelled'
  | 'confirmed'
  | 'returning'
  | 'reissuing'
  | 'returned'
  | 'gift cancelling'
  | 'gift refunding'
  | 'gift cancelled'
  | 'refused'

/** What the order system keeps of an order: never a card's number or PIN. */
export interface Order {
  readonly orderId: string
  readonly state: OrderState
  /** How many gift cards pay it. */
  readonly cards: number
  readonly giftMinor: number
  /** What comes back at a return or a cancellation. */
  readonly backMinor: number
  readonly why: string
}

/** The orders, each change on the disk before it is acted upon. */
export interface OrderBook {
  readonly write: (order: Order) => void
  readonly read: (orderId: string) => Order | undefined
  readonly open: () => readonly Order[]
}

const ENDED: ReadonlySet<OrderState> = new Set([
  ...(['cancelled', 'confirmed', 'returned', 'gift cancelled', 'refused'] as const),
])

export function openOrderBook(path: string): OrderBook {
  const file = openSync(path, 'a+')
  const orders = new Map<string, Order>()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line.endsWith('}')) continue
    const order = JSON.parse(line) as Order
    orders.set(order.orderId, order)
  }
  process.once('exit', () => closeSync(file))
  return {
    write: (order) => {
      writeSync(file, `${JSON.stringify(order)}\n`)
      fsyncSync(file)
      orders.set(order.orderId, order)
    },
    read: (orderId) => orders.get(orderId),
    open: () => [...orders.values()].filter(({ state }) => !ENDED.has(state)),
  }
}
