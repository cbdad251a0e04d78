-- What a second person has to agree to, what was done about alarms, and what keys asked of late.

-- An adjustment or a credit above the limit. `request` is all that posting it takes; once `approved` it
-- is posted, under the proposer's own id and so at most once, and becomes `posted` or `refused`.
CREATE TABLE proposal (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  caller text COLLATE "C" NOT NULL,
  request_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('adjust', 'credit')),
  card_uid text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  currency text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  clerk text COLLATE "C",
  limit_minor bigint NOT NULL,
  content_hash bytea NOT NULL,
  request text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL
    CHECK (state IN ('pending', 'approved', 'posted', 'refused', 'rejected', 'expired')),
  code text COLLATE "C",
  proposed_at_ms bigint NOT NULL,
  expires_at_ms bigint NOT NULL,
  decided_by text COLLATE "C",
  decided_at_ms bigint,
  decision_reason text COLLATE "C",
  UNIQUE (caller, request_id)
);

CREATE INDEX proposal_by_network ON proposal (network_id, id);
CREATE INDEX proposal_open ON proposal (state) WHERE state IN ('pending', 'approved');

CREATE TRIGGER proposal_is_never_deleted BEFORE DELETE ON proposal FOR EACH ROW
  EXECUTE FUNCTION refuse_change('proposals are kept');
CREATE TRIGGER proposal_asks_the_same BEFORE UPDATE OF
    id, network_id, caller, request_id, kind, card_uid, amount_minor, currency, reason, clerk,
    limit_minor, content_hash, request, proposed_at_ms, expires_at_ms
  ON proposal FOR EACH ROW EXECUTE FUNCTION refuse_change('what a proposal asks never changes');
CREATE TRIGGER proposal_recorded AFTER INSERT OR DELETE OR UPDATE OF
    state, code, decided_by, decided_at_ms, decision_reason
  ON proposal FOR EACH ROW EXECUTE FUNCTION record_change('id',
    'id, network_id, caller, request_id, kind, card_uid, amount_minor, currency, reason, clerk,
     limit_minor, encode(content_hash, ''hex''), request, state, code, proposed_at_ms, expires_at_ms,
     decided_by, decided_at_ms, decision_reason');

-- Who sees to an alarm; no row: nobody yet. The alarm itself stands in the audit.
CREATE TABLE alarm_case (
  alarm_id bigint PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL REFERENCES network (id),
  state text COLLATE "C" NOT NULL CHECK (state IN ('taken', 'closed')),
  owner text COLLATE "C" NOT NULL REFERENCES staff (id),
  note text COLLATE "C",
  changed_at_ms bigint NOT NULL
);

CREATE TRIGGER alarm_case_recorded AFTER INSERT OR DELETE OR UPDATE
  ON alarm_case FOR EACH ROW EXECUTE FUNCTION record_change('alarm_id::text',
    'alarm_id, network_id, state, owner, note, changed_at_ms');

-- What keys asked of late and what they were answered, without numbers and PINs. For whoever looks for
-- a mistake in a program: nothing rests on it, it is bounded, and the record of changes leaves it out.
CREATE TABLE request_log (
  id text COLLATE "C" PRIMARY KEY,
  network_id text COLLATE "C" NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  time_ms bigint NOT NULL,
  operation text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  request_id text COLLATE "C",
  took_ms bigint NOT NULL,
  asked text COLLATE "C" NOT NULL,
  answered text COLLATE "C" NOT NULL
);

CREATE INDEX request_log_by_client ON request_log (client_id, id);
CREATE INDEX request_log_by_network ON request_log (network_id, id);
CREATE INDEX request_log_by_request ON request_log (request_id, id) WHERE request_id IS NOT NULL;
