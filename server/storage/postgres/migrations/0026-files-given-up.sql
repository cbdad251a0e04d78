-- Bank files that nobody is paid by any more: what they were to pay is owed again. The word of a person
-- comes first, then each of the payouts. The same as on the other engine.
CREATE TABLE payout_file_given_up (
  file_id text COLLATE "C" PRIMARY KEY REFERENCES payout_file (id),
  reason text COLLATE "C" NOT NULL,
  given_up_by text COLLATE "C" NOT NULL,
  given_up_at_ms bigint NOT NULL,
  is_done smallint NOT NULL CHECK (is_done IN (0, 1))
);

CREATE TRIGGER payout_file_given_up_recorded AFTER INSERT OR DELETE OR UPDATE
  ON payout_file_given_up FOR EACH ROW EXECUTE FUNCTION
  record_change('file_id', 'file_id, reason, given_up_by, given_up_at_ms, is_done');
