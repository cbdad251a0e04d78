import { readdirSync, readFileSync } from 'node:fs'
import type { Client } from 'pg'

export async function migrateLedger(client: Client): Promise<void> {
  const there = await client.query("SELECT to_regclass('migration') AS m")
  if (there.rows[0].m) return
  const folder = new URL('../postgres/migrations/', import.meta.url)
  await client.query('BEGIN')
  for (const name of readdirSync(folder).sort())
    await client.query(readFileSync(new URL(name, folder), 'utf8'))
  await client.query('CREATE TABLE migration (n int)')
  for (const t of [
    'checkpoint (id bigint primary key, group_id bigint, body text, signature bytea)',
    'card_segment (id bigint primary key, first_card_id bigint, last_card_id bigint, hash bytea)',
    'change_record (id bigint primary key, subject text, key text, content text)',
  ])
    await client.query(`CREATE TABLE IF NOT EXISTS ${t}`)
  await client.query('COMMIT')
}
