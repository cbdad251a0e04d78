-- Closed days of the books, what accountants call their accounts, and scheduled exports.

-- In which zone the days of a network's books begin and end; without a row that of its first
-- location.
CREATE TABLE book_setting (
  network_id TEXT PRIMARY KEY REFERENCES network (id),
  time_zone TEXT NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;

CREATE TRIGGER book_setting_added AFTER INSERT ON book_setting BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('book_setting', NEW.network_id, json_array(
      NEW.network_id, NEW.time_zone, NEW.changed_at_ms, NEW.changed_by));
END;
CREATE TRIGGER book_setting_changed AFTER UPDATE ON book_setting BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('book_setting', NEW.network_id, json_array(
      NEW.network_id, NEW.time_zone, NEW.changed_at_ms, NEW.changed_by));
END;
CREATE TRIGGER book_setting_removed AFTER DELETE ON book_setting BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('book_setting', OLD.network_id, NULL);
END;

-- The number and name that an accountant gives to a kind of account; without a row as by default.
CREATE TABLE book_account (
  network_id TEXT NOT NULL REFERENCES network (id),
  account_key TEXT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (network_id, account_key)
) STRICT;

CREATE TRIGGER book_account_added AFTER INSERT ON book_account BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('book_account', NEW.network_id || ' ' || NEW.account_key, json_array(
      NEW.network_id, NEW.account_key, NEW.number, NEW.name, NEW.changed_at_ms, NEW.changed_by));
END;
CREATE TRIGGER book_account_changed AFTER UPDATE ON book_account BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('book_account', NEW.network_id || ' ' || NEW.account_key, json_array(
      NEW.network_id, NEW.account_key, NEW.number, NEW.name, NEW.changed_at_ms, NEW.changed_by));
END;
CREATE TRIGGER book_account_removed AFTER DELETE ON book_account BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('book_account', OLD.network_id || ' ' || OLD.account_key, NULL);
END;

-- How much of what is sold is expected to be redeemed, in hundredths of a percent, as a person
-- decided.
CREATE TABLE breakage_estimate (
  program_id TEXT PRIMARY KEY REFERENCES program (id),
  redeemed_basis_points INTEGER NOT NULL CHECK (redeemed_basis_points BETWEEN 1 AND 10000),
  changed_at_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE TRIGGER breakage_estimate_added AFTER INSERT ON breakage_estimate BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('breakage_estimate', NEW.program_id, json_array(
      NEW.program_id, NEW.redeemed_basis_points, NEW.changed_at_ms, NEW.changed_by, NEW.reason));
END;
CREATE TRIGGER breakage_estimate_changed AFTER UPDATE ON breakage_estimate BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('breakage_estimate', NEW.program_id, json_array(
      NEW.program_id, NEW.redeemed_basis_points, NEW.changed_at_ms, NEW.changed_by, NEW.reason));
END;
CREATE TRIGGER breakage_estimate_removed AFTER DELETE ON breakage_estimate BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('breakage_estimate', OLD.program_id, NULL);
END;

-- A day of a network's books, closed for ever: which commit groups it has (none when the last is
-- below the first), what was posted, and how its accounts and cards then stood. One follows the
-- other.
CREATE TABLE closed_day (
  network_id TEXT NOT NULL REFERENCES network (id),
  number INTEGER NOT NULL CHECK (number > 0),
  day TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  first_group INTEGER NOT NULL,
  last_group INTEGER NOT NULL,
  first_journal_id INTEGER,
  last_journal_id INTEGER,
  postings TEXT NOT NULL CHECK (json_valid(postings)),
  balances TEXT NOT NULL CHECK (json_valid(balances)),
  cards TEXT NOT NULL CHECK (json_valid(cards)),
  content_hash TEXT NOT NULL,
  closed_at_ms INTEGER NOT NULL,
  PRIMARY KEY (network_id, day),
  UNIQUE (network_id, number),
  CHECK (last_group >= first_group - 1),
  CHECK (to_ms > from_ms)
) STRICT;

CREATE TRIGGER closed_day_added AFTER INSERT ON closed_day BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('closed_day', NEW.network_id || ' ' || NEW.day, json_array(
      NEW.network_id, NEW.number, NEW.day, NEW.time_zone, NEW.from_ms, NEW.to_ms, NEW.first_group,
      NEW.last_group, NEW.first_journal_id, NEW.last_journal_id, NEW.postings, NEW.balances,
      NEW.cards, NEW.content_hash, NEW.closed_at_ms));
END;
CREATE TRIGGER closed_day_follows BEFORE INSERT ON closed_day
WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM closed_day
  WHERE network_id = NEW.network_id), 0)
BEGIN SELECT RAISE(ABORT, 'closed days follow one another'); END;
CREATE TRIGGER closed_day_is_never_updated BEFORE UPDATE ON closed_day
BEGIN SELECT RAISE(ABORT, 'a closed day stays as it is'); END;
CREATE TRIGGER closed_day_is_never_deleted BEFORE DELETE ON closed_day
BEGIN SELECT RAISE(ABORT, 'a closed day stays'); END;

-- What is exported again and again, and where it goes.
CREATE TABLE book_schedule (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL REFERENCES network (id),
  what TEXT NOT NULL,
  format TEXT NOT NULL,
  every TEXT NOT NULL CHECK (every IN ('day', 'month')),
  delivery_id TEXT,
  emails TEXT NOT NULL CHECK (json_valid(emails)),
  first_day TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  removed_at_ms INTEGER
) STRICT;

CREATE TRIGGER book_schedule_added AFTER INSERT ON book_schedule BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('book_schedule', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.what, NEW.format, NEW.every, NEW.delivery_id, NEW.emails,
      NEW.first_day, NEW.created_at_ms, NEW.changed_by, NEW.removed_at_ms));
END;
CREATE TRIGGER book_schedule_changed AFTER UPDATE ON book_schedule BEGIN
  INSERT INTO change_record (subject, key, content) VALUES
    ('book_schedule', NEW.id, json_array(
      NEW.id, NEW.network_id, NEW.what, NEW.format, NEW.every, NEW.delivery_id, NEW.emails,
      NEW.first_day, NEW.created_at_ms, NEW.changed_by, NEW.removed_at_ms));
END;
CREATE TRIGGER book_schedule_removed AFTER DELETE ON book_schedule BEGIN
  INSERT INTO change_record (subject, key, content) VALUES ('book_schedule', OLD.id, NULL);
END;

-- Files that were made by a schedule. Each is made again from closed days whenever it is asked for,
-- so that only its hash is kept. Nothing of value rests on the tables from here on.
CREATE TABLE book_export (
  id TEXT PRIMARY KEY,
  schedule_id TEXT NOT NULL REFERENCES book_schedule (id),
  network_id TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  file_name TEXT NOT NULL,
  size_bytes INTEGER,
  sha256 TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  place TEXT,
  problem TEXT,
  tries INTEGER NOT NULL DEFAULT 0,
  try_after_ms INTEGER NOT NULL DEFAULT 0,
  made_at_ms INTEGER NOT NULL,
  link_hash BLOB,
  link_until_ms INTEGER,
  fetched INTEGER NOT NULL DEFAULT 0,
  UNIQUE (schedule_id, to_day)
) STRICT;

CREATE INDEX book_export_of_network ON book_export (network_id, made_at_ms);
CREATE INDEX book_export_waiting ON book_export (try_after_ms) WHERE state = 'waiting';

-- Why the next day of a network's books does not close; none while they do.
CREATE TABLE close_failure (
  network_id TEXT PRIMARY KEY,
  day TEXT NOT NULL,
  problems TEXT NOT NULL CHECK (json_valid(problems)),
  found_at_ms INTEGER NOT NULL
) STRICT;
