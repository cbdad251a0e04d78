-- Wrong PINs in a row, by a digest of the number that says nothing of it, whether or not any number
-- of ours is like that. A row here holds a guesser up; nothing of value rests on it, so that it is the
-- one table that the record of changes leaves out: guesses would fill it.
CREATE TABLE pin_watch (
  key bytea PRIMARY KEY,
  wrong bigint NOT NULL CHECK (wrong >= 0),
  locks bigint NOT NULL CHECK (locks >= 0),
  locked_until_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  -- Goes up with each change, so that two servers never count the same try once.
  version bigint NOT NULL CHECK (version > 0)
);

CREATE INDEX pin_watch_by_age ON pin_watch (changed_at_ms);

-- How much may be taken from one card, or put on it, in a span of time; no row: as much as it holds.
CREATE TABLE velocity_rule (
  program_id text COLLATE "C" NOT NULL REFERENCES program (id),
  what text COLLATE "C" NOT NULL CHECK (what IN ('take', 'load')),
  window_ms bigint NOT NULL CHECK (window_ms > 0),
  count_max bigint CHECK (count_max > 0),
  amount_max_minor bigint CHECK (amount_max_minor > 0),
  CHECK (count_max IS NOT NULL OR amount_max_minor IS NOT NULL),
  PRIMARY KEY (program_id, what)
);

CREATE TRIGGER velocity_rule_recorded AFTER INSERT OR DELETE OR UPDATE OF
    program_id, what, window_ms, count_max, amount_max_minor
  ON velocity_rule FOR EACH ROW EXECUTE FUNCTION record_change('program_id || '' '' || what',
    'program_id, what, window_ms, count_max, amount_max_minor');

-- Alarms are read from the audit, the newest first.
CREATE INDEX audit_by_action ON audit (action, id);

-- Networks for trying things out. One is that from its beginning and for ever, so that no money that
-- is owed to anybody is ever among what was made up.
CREATE TABLE test_network (
  network_id text COLLATE "C" PRIMARY KEY REFERENCES network (id)
);

CREATE FUNCTION refuse_late_test_network() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM program WHERE network_id = NEW.network_id) THEN
    RAISE EXCEPTION 'a network with programs does not become one for tests' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER test_network_is_new BEFORE INSERT ON test_network FOR EACH ROW
  EXECUTE FUNCTION refuse_late_test_network();
CREATE TRIGGER test_network_is_never_changed BEFORE UPDATE OR DELETE ON test_network FOR EACH ROW
  EXECUTE FUNCTION refuse_change('a network for tests stays one');
CREATE TRIGGER test_network_recorded AFTER INSERT OR DELETE OR UPDATE OF network_id
  ON test_network FOR EACH ROW EXECUTE FUNCTION record_change('network_id', 'network_id');
