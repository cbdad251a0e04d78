-- Closed days of the books, what accountants call their accounts, and scheduled exports.

-- In which zone the days of a network's books begin and end; without a row that of its first
-- location.
CREATE TABLE book_setting (
  network_id text COLLATE "C" PRIMARY KEY REFERENCES network (id),
  time_zone text COLLATE "C" NOT NULL,
  changed_at_ms bigint NOT NULL,
  changed_by text COLLATE "C" NOT NULL
);

CREATE TRIGGER book_setting_recorded AFTER INSERT OR DELETE OR UPDATE
  ON book_setting FOR EACH ROW EXECUTE FUNCTION record_change('network_id',
    'network_id, time_zone, changed_at_ms, changed_by');

-- The number and name that an accountant gives to a kind of account; without a row as by default.
CREATE TABLE book_account (
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  account_key text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  changed_at_ms bigint NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  PRIMARY KEY (network_id, account_key)
);

CREATE TRIGGER book_account_recorded AFTER INSERT OR DELETE OR UPDATE
  ON book_account FOR EACH ROW EXECUTE FUNCTION record_change('network_id || '' '' || account_key',
    'network_id, account_key, number, name, changed_at_ms, changed_by');

-- How much of what is sold is expected to be redeemed, in hundredths of a percent, as a person
-- decided.
CREATE TABLE breakage_estimate (
  program_id text COLLATE "C" PRIMARY KEY REFERENCES program (id),
  redeemed_basis_points bigint NOT NULL CHECK (redeemed_basis_points BETWEEN 1 AND 10000),
  changed_at_ms bigint NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL
);

CREATE TRIGGER breakage_estimate_recorded AFTER INSERT OR DELETE OR UPDATE
  ON breakage_estimate FOR EACH ROW EXECUTE FUNCTION record_change('program_id',
    'program_id, redeemed_basis_points, changed_at_ms, changed_by, reason');

-- A day of a network's books, closed for ever: which commit groups it has (none when the last is
-- below the first), what was posted, and how its accounts and cards then stood. One follows the
-- other.
CREATE TABLE closed_day (
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  number bigint NOT NULL CHECK (number > 0),
  day text COLLATE "C" NOT NULL,
  time_zone text COLLATE "C" NOT NULL,
  from_ms bigint NOT NULL,
  to_ms bigint NOT NULL,
  first_group bigint NOT NULL,
  last_group bigint NOT NULL,
  first_journal_id bigint,
  last_journal_id bigint,
  postings text COLLATE "C" NOT NULL CHECK (postings::jsonb IS NOT NULL),
  balances text COLLATE "C" NOT NULL CHECK (balances::jsonb IS NOT NULL),
  cards text COLLATE "C" NOT NULL CHECK (cards::jsonb IS NOT NULL),
  content_hash text COLLATE "C" NOT NULL,
  closed_at_ms bigint NOT NULL,
  PRIMARY KEY (network_id, day),
  UNIQUE (network_id, number),
  CHECK (last_group >= first_group - 1),
  CHECK (to_ms > from_ms)
);

CREATE TRIGGER closed_day_recorded AFTER INSERT
  ON closed_day FOR EACH ROW EXECUTE FUNCTION record_change('network_id || '' '' || day',
    'network_id, number, day, time_zone, from_ms, to_ms, first_group, last_group, first_journal_id,
     last_journal_id, postings, balances, cards, content_hash, closed_at_ms');

CREATE FUNCTION closed_day_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> 1 + coalesce((SELECT max(number) FROM closed_day
    WHERE network_id = NEW.network_id), 0)
  THEN RAISE EXCEPTION 'closed days follow one another' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER closed_day_in_order BEFORE INSERT ON closed_day FOR EACH ROW
  EXECUTE FUNCTION closed_day_follows();
CREATE TRIGGER closed_day_is_never_changed BEFORE UPDATE OR DELETE ON closed_day FOR EACH ROW
  EXECUTE FUNCTION refuse_change('a closed day stays as it is');
CREATE TRIGGER closed_day_is_never_emptied BEFORE TRUNCATE ON closed_day
  EXECUTE FUNCTION refuse_change('a closed day stays as it is');

-- What is exported again and again, and where it goes.
CREATE TABLE book_schedule (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  what text COLLATE "C" NOT NULL,
  format text COLLATE "C" NOT NULL,
  every text COLLATE "C" NOT NULL CHECK (every IN ('day', 'month')),
  delivery_id text COLLATE "C",
  emails text COLLATE "C" NOT NULL CHECK (emails::jsonb IS NOT NULL),
  first_day text COLLATE "C" NOT NULL,
  created_at_ms bigint NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  removed_at_ms bigint
);

CREATE TRIGGER book_schedule_recorded AFTER INSERT OR DELETE OR UPDATE
  ON book_schedule FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, network_id, what, format, every, delivery_id, emails, first_day, created_at_ms, changed_by,
     removed_at_ms');

-- Files that were made by a schedule. Each is made again from closed days whenever it is asked for,
-- so that only its hash is kept. Nothing of value rests on the tables from here on.
CREATE TABLE book_export (
  id text COLLATE "C" PRIMARY KEY,
  schedule_id text COLLATE "C" NOT NULL REFERENCES book_schedule (id),
  network_id text COLLATE "C" NOT NULL,
  from_day text COLLATE "C" NOT NULL,
  to_day text COLLATE "C" NOT NULL,
  file_name text COLLATE "C" NOT NULL,
  size_bytes bigint,
  sha256 text COLLATE "C",
  state text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  place text COLLATE "C",
  problem text COLLATE "C",
  tries bigint NOT NULL DEFAULT 0,
  try_after_ms bigint NOT NULL DEFAULT 0,
  made_at_ms bigint NOT NULL,
  link_hash bytea,
  link_until_ms bigint,
  fetched bigint NOT NULL DEFAULT 0,
  UNIQUE (schedule_id, to_day)
);

CREATE INDEX book_export_of_network ON book_export (network_id, made_at_ms);
CREATE INDEX book_export_waiting ON book_export (try_after_ms) WHERE state = 'waiting';

-- Why the next day of a network's books does not close; none while they do.
CREATE TABLE close_failure (
  network_id text COLLATE "C" PRIMARY KEY,
  day text COLLATE "C" NOT NULL,
  problems text COLLATE "C" NOT NULL CHECK (problems::jsonb IS NOT NULL),
  found_at_ms bigint NOT NULL
);
