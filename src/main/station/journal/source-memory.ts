import type { SourceMemory } from '../ports.ts'
import type { Store } from './store.ts'

/** What the sources remember: how far each file was read, which dialect was found. */
export function createSourceMemory(
  store: Store,
  nowMs: () => number,
): (sourceId: string) => SourceMemory {
  return (sourceId) => ({
    names: () =>
      store
        .all<{ name: string }>('SELECT name FROM source_memory WHERE source_id = ?', sourceId)
        .map(({ name }) => name),
    read: (name) =>
      store.get<{ value: string }>(
        'SELECT value FROM source_memory WHERE source_id = ? AND name = ?',
        sourceId,
        name,
      )?.value,
    write: (name, value) => {
      store.settle(() =>
        store.run(
          `INSERT OR REPLACE INTO source_memory (source_id, name, value, at_ms)
           VALUES (?, ?, ?, ?)`,
          sourceId,
          name,
          value,
          nowMs(),
        ),
      )
    },
    forget: (name) => {
      store.settle(() =>
        store.run('DELETE FROM source_memory WHERE source_id = ? AND name = ?', sourceId, name),
      )
    },
  })
}
