-- Up to which commit group a run counted what the network sold. Runs from before have no row: theirs is
-- what their last row of the journal and their cut-off say. The same as on the other engine.
CREATE TABLE settlement_reach (
  run_id text COLLATE "C" PRIMARY KEY REFERENCES settlement_run (id),
  last_group bigint NOT NULL CHECK (last_group >= 0)
);

CREATE TRIGGER settlement_reach_recorded AFTER INSERT OR DELETE OR UPDATE
  ON settlement_reach FOR EACH ROW EXECUTE FUNCTION record_change('run_id', 'run_id, last_group');
