import pg from 'pg'

/**
 * Our own rendering of pgledger's model (github.com/pgr0ss/pgledger), written from its documented
 * tables and steps, to hold our engine against on the same server: accounts with balance and version
 * in the row, transfers, two entries a transfer with the balance before and after, text ids with a
 * prefix and in order of time, foreign keys and its five indexes. A transfer is one call of a
 * function: lock both accounts in the order of their ids, update both, one transfer, two entries.
 * Where we differ it is to its advantage: ids are the server's own `uuidv7()` without a conversion,
 * and nothing is returned but the id.
 */
const SCHEMA = `
CREATE TABLE account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  balance NUMERIC NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 0,
  may_be_negative BOOLEAN NOT NULL,
  may_be_positive BOOLEAN NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE transfer (
  id TEXT PRIMARY KEY DEFAULT 'pglt_' || uuidv7(),
  payer TEXT NOT NULL REFERENCES account (id),
  payee TEXT NOT NULL REFERENCES account (id),
  amount NUMERIC NOT NULL CHECK (amount > 0),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  event_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  CHECK (payer <> payee)
);
CREATE INDEX ON transfer (payer);
CREATE INDEX ON transfer (payee);
CREATE INDEX ON transfer (event_at);
CREATE TABLE entry (
  id TEXT PRIMARY KEY DEFAULT 'pgle_' || uuidv7(),
  account TEXT NOT NULL REFERENCES account (id),
  transfer TEXT NOT NULL REFERENCES transfer (id),
  amount NUMERIC NOT NULL,
  balance_before NUMERIC NOT NULL,
  balance_after NUMERIC NOT NULL,
  account_version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX ON entry (account);
CREATE INDEX ON entry (transfer);

CREATE FUNCTION pay(from_id TEXT, to_id TEXT, value NUMERIC) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE
  payer account;
  payee account;
  made TEXT;
BEGIN
  PERFORM 1 FROM account WHERE id IN (from_id, to_id) ORDER BY id FOR UPDATE;
  UPDATE account SET balance = balance - value, version = version + 1, updated_at = now()
    WHERE id = from_id RETURNING * INTO payer;
  UPDATE account SET balance = balance + value, version = version + 1, updated_at = now()
    WHERE id = to_id RETURNING * INTO payee;
  IF (payer.balance < 0 AND NOT payer.may_be_negative)
      OR (payee.balance > 0 AND NOT payee.may_be_positive) THEN
    RAISE EXCEPTION 'a balance may not go there';
  END IF;
  IF payer.currency <> payee.currency THEN
    RAISE EXCEPTION 'the currencies differ';
  END IF;
  INSERT INTO transfer (payer, payee, amount) VALUES (from_id, to_id, value)
    RETURNING id INTO made;
  INSERT INTO entry
      (account, transfer, amount, balance_before, balance_after, account_version) VALUES
    (from_id, made, -value, payer.balance + value, payer.balance, payer.version);
  INSERT INTO entry
      (account, transfer, amount, balance_before, balance_after, account_version) VALUES
    (to_id, made, value, payee.balance - value, payee.balance, payee.version);
  RETURN made;
END $$;
`

export interface PgledgerSize {
  readonly cards: number
  readonly locations: number
}

/** The account of a card, and of a location, as wide as the ids of pgledger. */
export function cardAccountId(at: number): string {
  return `pgla_018f0000-0000-7000-8000-${at.toString(16).padStart(12, '0')}`
}

export function locationAccountId(at: number): string {
  return `pgla_018f0000-0000-7000-9000-${at.toString(16).padStart(12, '0')}`
}

/** Makes the tables in an empty database, and an account for each card and location. */
export async function makePgledger(url: string, { cards, locations }: PgledgerSize): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(SCHEMA)
    const add = `INSERT INTO account (id, name, currency, balance, may_be_negative, may_be_positive)
      SELECT $1 || lpad(to_hex(at), 12, '0'), 'account ' || at, 'USD', $2, false, true
        FROM generate_series(0, $3::int - 1) at`
    await client.query(add, [cardAccountId(0).slice(0, -12), 1_000_000_000, cards])
    await client.query(add, [locationAccountId(0).slice(0, -12), 0, locations])
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}
