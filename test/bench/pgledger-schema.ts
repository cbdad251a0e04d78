import pg from 'pg'

/**
 * Our own rendering of pgledger's model (github.com/pgr0ss/pgledger), written from its documented
 * tables and steps, to hold our engine against on the same server: accounts with balance, version and
 * metadata in the row, transfers, two entries a transfer with the balance before and after, text ids
 * with a prefix and in order of time, made by a function, foreign keys and its five indexes. A transfer
 * is one call of a function that takes a list of them: lock the accounts one by one in the order of
 * their ids, and for each transfer update both, look whether the balances may be so, one transfer, two
 * entries; the transfers made are answered as rows. Where we differ it is to its advantage: the ids are
 * the server's own `uuidv7()` as they are, without the conversion to a ULID.
 */
const SCHEMA = `
CREATE FUNCTION new_id(prefix TEXT) RETURNS TEXT LANGUAGE sql VOLATILE AS $$
  SELECT prefix || '_' || uuidv7()
$$;
CREATE TABLE account (
  id TEXT PRIMARY KEY DEFAULT new_id('pgla'),
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  balance NUMERIC NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 0,
  may_be_negative BOOLEAN NOT NULL,
  may_be_positive BOOLEAN NOT NULL,
  metadata JSONB,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE transfer (
  id TEXT PRIMARY KEY DEFAULT new_id('pglt'),
  payer TEXT NOT NULL REFERENCES account (id),
  payee TEXT NOT NULL REFERENCES account (id),
  amount NUMERIC NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  event_at TIMESTAMPTZ NOT NULL,
  metadata JSONB,
  CHECK (amount > 0 AND payer <> payee)
);
CREATE INDEX ON transfer (payer);
CREATE INDEX ON transfer (payee);
CREATE INDEX ON transfer (event_at);
CREATE TABLE entry (
  id TEXT PRIMARY KEY DEFAULT new_id('pgle'),
  account TEXT NOT NULL REFERENCES account (id),
  transfer TEXT NOT NULL REFERENCES transfer (id),
  amount NUMERIC NOT NULL,
  balance_before NUMERIC NOT NULL,
  balance_after NUMERIC NOT NULL,
  account_version BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX ON entry (account);
CREATE INDEX ON entry (transfer);
CREATE TYPE wish AS (payer TEXT, payee TEXT, amount NUMERIC);

CREATE FUNCTION assert_balance(one account) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  IF (one.balance < 0 AND NOT one.may_be_negative)
      OR (one.balance > 0 AND NOT one.may_be_positive) THEN
    RAISE EXCEPTION 'the balance of % may not go there', one.id;
  END IF;
END $$;

CREATE FUNCTION pay_all(wishes wish[]) RETURNS SETOF transfer LANGUAGE plpgsql AS $$
DECLARE
  one wish;
  locked TEXT;
  payer_now account;
  payee_now account;
  made TEXT;
  all_made TEXT[] := '{}';
BEGIN
  FOR locked IN SELECT DISTINCT id FROM unnest(wishes) w, unnest(ARRAY[w.payer, w.payee]) id
      ORDER BY id LOOP
    PERFORM 1 FROM account WHERE id = locked FOR UPDATE;
  END LOOP;
  FOREACH one IN ARRAY wishes LOOP
    IF one.amount <= 0 OR one.payer = one.payee THEN
      RAISE EXCEPTION 'an amount above zero, between two accounts';
    END IF;
    UPDATE account SET balance = balance - one.amount, version = version + 1, updated_at = now()
      WHERE id = one.payer RETURNING * INTO payer_now;
    PERFORM assert_balance(payer_now);
    UPDATE account SET balance = balance + one.amount, version = version + 1, updated_at = now()
      WHERE id = one.payee RETURNING * INTO payee_now;
    PERFORM assert_balance(payee_now);
    IF payer_now.currency <> payee_now.currency THEN
      RAISE EXCEPTION 'the currencies differ';
    END IF;
    INSERT INTO transfer (payer, payee, amount, created_at, event_at)
      VALUES (one.payer, one.payee, one.amount, now(), now()) RETURNING id INTO made;
    all_made := array_append(all_made, made);
    INSERT INTO entry (account, transfer, amount, balance_before, balance_after, account_version,
        created_at) VALUES
      (one.payer, made, -one.amount, payer_now.balance + one.amount, payer_now.balance,
        payer_now.version, now());
    INSERT INTO entry (account, transfer, amount, balance_before, balance_after, account_version,
        created_at) VALUES
      (one.payee, made, one.amount, payee_now.balance - one.amount, payee_now.balance,
        payee_now.version, now());
  END LOOP;
  RETURN QUERY SELECT * FROM transfer WHERE id = ANY (all_made) ORDER BY id;
END $$;

CREATE FUNCTION pay(from_id TEXT, to_id TEXT, value NUMERIC) RETURNS SETOF transfer
LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT * FROM pay_all(ARRAY[(from_id, to_id, value)::wish]);
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
