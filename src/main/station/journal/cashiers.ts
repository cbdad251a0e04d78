import type { Written } from './guarded-database.ts'
import type { Store } from './store.ts'

/** A cashier as the journal keeps one. */
export interface CashierRow {
  readonly id: string
  readonly name: string
  readonly pin_hash: string
  readonly badge_hash: string | null
}

export interface CashierRecord {
  /** Those who were not removed, by name. */
  readonly list: () => readonly CashierRow[]
  /** Adds, or replaces the one of that id. */
  readonly save: (cashier: CashierRow) => Written<void>
  /** False when there is none of that id. */
  readonly remove: (cashierId: string, atMs: number) => Written<boolean>
}

export function createCashierRecord(store: Store): CashierRecord {
  return {
    list: () =>
      store.all<CashierRow>(
        'SELECT id, name, pin_hash, badge_hash FROM cashier WHERE removed_at_ms IS NULL ORDER BY name, id',
      ),
    save: ({ id, name, pin_hash, badge_hash }) =>
      store.writeNew(() => {
        store.run(
          `INSERT INTO cashier (id, name, pin_hash, badge_hash) VALUES (?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET
             name = excluded.name, pin_hash = excluded.pin_hash, badge_hash = excluded.badge_hash`,
          ...[id, name, pin_hash, badge_hash],
        )
      }),
    remove: (cashierId, atMs) =>
      store.writeNew(
        () =>
          store.run(
            'UPDATE cashier SET removed_at_ms = ? WHERE id = ? AND removed_at_ms IS NULL',
            ...[atMs, cashierId],
          ) === 1,
      ),
  }
}
