-- Fees and terms of locations and networks, and when they are paid: one row a version, for ever.
-- `scope` is a currency for a network's terms in it, a location's id for what that one agreed on, or
-- `schedule`. Valid is the newest version whose time has come. `content` is JSON as the contract has it.
CREATE TABLE terms_version (
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  scope text COLLATE "C" NOT NULL CHECK (length(scope) > 0),
  version bigint NOT NULL CHECK (version > 0),
  valid_from_ms bigint NOT NULL,
  content text COLLATE "C" NOT NULL CHECK (content::jsonb IS NOT NULL),
  changed_by text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  recorded_at_ms bigint NOT NULL,
  PRIMARY KEY (network_id, scope, version),
  -- Nothing is made valid for a time that has passed.
  CHECK (valid_from_ms >= recorded_at_ms)
);

CREATE FUNCTION refuse_terms_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version <> 1 + coalesce((SELECT max(version) FROM terms_version
      WHERE network_id = NEW.network_id AND scope = NEW.scope), 0) THEN
    RAISE EXCEPTION 'versions of terms follow one another'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER terms_version_follows BEFORE INSERT ON terms_version FOR EACH ROW
  EXECUTE FUNCTION refuse_terms_gap();
CREATE TRIGGER terms_version_is_never_changed BEFORE UPDATE OR DELETE ON terms_version FOR EACH ROW
  EXECUTE FUNCTION refuse_change('terms are append-only');
CREATE TRIGGER terms_version_is_never_emptied BEFORE TRUNCATE ON terms_version
  EXECUTE FUNCTION refuse_change('terms are append-only');

CREATE TRIGGER terms_version_recorded AFTER INSERT
  ON terms_version FOR EACH ROW EXECUTE FUNCTION record_change(
    'network_id || '' '' || scope || '' '' || version',
    'network_id, scope, version, valid_from_ms, content, changed_by, reason, recorded_at_ms');
