-- How files reach the bank.

-- A place that a network hands files over to. `settings` are JSON of its kind; `secrets_sealed` opens
-- with the server's keys and for this row only; `host_key` is what a person confirmed of an SFTP server.
CREATE TABLE bank_delivery (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  name text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('folder', 'sftp', 'bambora', 'forte')),
  settings text COLLATE "C" NOT NULL,
  secrets_sealed bytea NOT NULL,
  host_key text COLLATE "C",
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  removed_at_ms bigint
);

CREATE UNIQUE INDEX bank_delivery_by_name ON bank_delivery (network_id, name)
  WHERE removed_at_ms IS NULL;

CREATE TRIGGER bank_delivery_recorded AFTER INSERT OR DELETE OR UPDATE
  ON bank_delivery FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, network_id, name, kind, settings, host_key, created_at_ms, changed_at_ms, changed_by,
     removed_at_ms');

-- How a destination fares. The record of changes leaves the tables from here on out: what was paid
-- and what was sent stands with the payouts; these say how far handing it over came.
CREATE TABLE bank_delivery_health (
  delivery_id text COLLATE "C" PRIMARY KEY,
  seen_host_key text COLLATE "C",
  tested_at_ms bigint,
  delivered_at_ms bigint,
  polled_at_ms bigint,
  poll_after_ms bigint NOT NULL DEFAULT 0,
  problem text COLLATE "C",
  problem_at_ms bigint
);

-- A file on its way to one destination. `naming` is written before it gets its name there: from then on
-- it is never sent anew, as whoever takes files away may have taken it. `unknown` is an API's call
-- that was not answered.
CREATE TABLE bank_delivery_file (
  delivery_id text COLLATE "C" NOT NULL,
  file_name text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  size bigint NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('begun', 'naming', 'unknown', 'done')),
  place text COLLATE "C",
  external_id text COLLATE "C",
  tries bigint NOT NULL DEFAULT 0,
  problem text COLLATE "C",
  begun_at_ms bigint NOT NULL,
  asked_at_ms bigint,
  changed_at_ms bigint NOT NULL,
  lease_until_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (delivery_id, file_name)
);

CREATE INDEX bank_delivery_file_by_age ON bank_delivery_file (delivery_id, begun_at_ms);

-- One transfer that an API was asked for, kept before it is asked. `sent` was not answered for sure.
CREATE TABLE bank_delivery_call (
  delivery_id text COLLATE "C" NOT NULL,
  reference text COLLATE "C" NOT NULL,
  file_name text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL,
  currency text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('kept', 'sent', 'accepted', 'refused', 'settled', 'returned')),
  external_id text COLLATE "C",
  code text COLLATE "C",
  words text COLLATE "C",
  asked_at_ms bigint,
  changed_at_ms bigint NOT NULL,
  PRIMARY KEY (delivery_id, reference)
);

CREATE INDEX bank_delivery_call_by_file ON bank_delivery_call (delivery_id, file_name);
CREATE INDEX bank_delivery_call_open ON bank_delivery_call (delivery_id, asked_at_ms)
  WHERE state = 'accepted';
