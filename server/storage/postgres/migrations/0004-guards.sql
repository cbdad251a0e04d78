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

-- How much may be taken with one and the same plastic in a span of time; no row: as much as it holds.
CREATE TABLE velocity_rule (
  program_id text COLLATE "C" PRIMARY KEY REFERENCES program (id),
  window_ms bigint NOT NULL CHECK (window_ms > 0),
  count_max bigint CHECK (count_max > 0),
  amount_max_minor bigint CHECK (amount_max_minor > 0),
  CHECK (count_max IS NOT NULL OR amount_max_minor IS NOT NULL)
);

CREATE TRIGGER velocity_rule_recorded AFTER INSERT OR DELETE OR UPDATE OF
    program_id, window_ms, count_max, amount_max_minor
  ON velocity_rule FOR EACH ROW EXECUTE FUNCTION record_change('program_id',
    'program_id, window_ms, count_max, amount_max_minor');

-- Alarms are read from the audit, the newest first.
CREATE INDEX audit_by_action ON audit (action, id);
