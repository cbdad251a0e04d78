-- Three guards that were missing: a card that was looked at and is not changed by its group is as it was
-- seen; what is only read comes from a database that has the newest group known; and a long history of
-- one card is read in a few rounds.

CREATE FUNCTION check_known(head ledger_head, known_id bigint, known_hash bytea) RETURNS void
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  IF NOT (CASE WHEN known_id = head.group_id THEN known_hash = head.hash
    WHEN known_id = 0 THEN true
    ELSE EXISTS (SELECT 1 FROM commit_group g WHERE g.id = known_id AND g.hash = known_hash) END)
  THEN
    RAISE EXCEPTION 'group % is not in the chain', known_id USING ERRCODE = 'CM002';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION check_group(head ledger_head, batch jsonb) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  known_id bigint := (batch->>'knownId')::bigint;
  known_hash bytea := decode(batch->>'knownHash', 'hex');
BEGIN
  PERFORM check_known(head, known_id, known_hash);
  PERFORM expect_rows('rules', head.rules_version, (batch->>'rules')::bigint);
  -- Ids that nobody took meanwhile: of the next ones, or out of the server's own block.
  IF batch ? 'nextId' THEN
    PERFORM expect_rows('next id', head.next_journal_id, (batch->>'nextId')::bigint);
  END IF;
  IF batch ? 'nextCardWas' THEN
    PERFORM expect_rows('next card', head.next_card_number, (batch->>'nextCardWas')::bigint);
  END IF;
  -- The clocks of servers differ by less than this second, or one of them refuses to write.
  IF (batch->>'time')::bigint < head.time_ms - 1000 THEN
    RAISE EXCEPTION 'not as it was read: time' USING ERRCODE = 'CM001';
  END IF;
  IF batch ? 'noTombstones' AND head.tombstones > 0 THEN
    RAISE EXCEPTION 'not as it was read: tombstones' USING ERRCODE = 'CM001';
  END IF;
  IF batch ? 'absentTombstones' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(batch->'absentTombstones') k
      JOIN tombstone t ON t.key = decode(k, 'hex')) THEN
    RAISE EXCEPTION 'not as it was read: tombstone' USING ERRCODE = 'CM001';
  END IF;
  IF batch ? 'absentRequests' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements(batch->'absentRequests') r
      JOIN request q ON q.request_id = r->>1 AND q.caller = r->>0) THEN
    RAISE EXCEPTION 'not as it was read: request' USING ERRCODE = 'CM001';
  END IF;
  IF batch ? 'absentClaims' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(batch->'absentClaims') k
      JOIN claim c ON c.key = decode(k, 'hex') WHERE c.released_by IS NULL) THEN
    RAISE EXCEPTION 'not as it was read: claim' USING ERRCODE = 'CM001';
  END IF;
  IF batch ? 'heldClaims' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements(batch->'heldClaims') r
      LEFT JOIN claim c ON c.key = decode(r->>0, 'hex')
      WHERE c.released_by IS NOT NULL OR c.journal_id IS DISTINCT FROM (r->>1)::bigint) THEN
    RAISE EXCEPTION 'not as it was read: held claim' USING ERRCODE = 'CM001';
  END IF;
  IF batch ? 'absentLookups' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(batch->'absentLookups') k
      JOIN card c ON c.number_lookup = decode(k, 'hex')) THEN
    RAISE EXCEPTION 'not as it was read: absent card' USING ERRCODE = 'CM001';
  END IF;
  IF batch ? 'absentUids' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(batch->'absentUids') k JOIN card c ON c.uid = k) THEN
    RAISE EXCEPTION 'not as it was read: absent card' USING ERRCODE = 'CM001';
  END IF;
  -- Cards that were looked at and not changed: the second one of a merge that was refused.
  IF batch ? 'seenCards' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements(batch->'seenCards') r
      LEFT JOIN card c ON c.id = (r->>0)::bigint
      WHERE c.last_journal_id IS DISTINCT FROM (r->>1)::bigint) THEN
    RAISE EXCEPTION 'not as it was read: seen card' USING ERRCODE = 'CM001';
  END IF;
  IF batch ? 'reversalsWere' AND EXISTS (
    SELECT 1 FROM jsonb_array_elements(batch->'reversalsWere') r
      LEFT JOIN reversal v ON v.journal_id = (r->>0)::bigint
      WHERE v.voided_by IS DISTINCT FROM (r->>1)::bigint
        OR v.refunded_minor IS DISTINCT FROM (r->>2)::bigint) THEN
    RAISE EXCEPTION 'not as it was read: reversal' USING ERRCODE = 'CM001';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION read_ledger(needs jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  result jsonb;
  ids bigint[] := '{}';
  numbers bigint[] := '{}';
  head ledger_head%ROWTYPE;
BEGIN
  -- What is only read must not be told by an older state of the database either.
  IF needs ? 'known' THEN
    SELECT * INTO head FROM ledger_head;
    PERFORM check_known(head, (needs->'known'->>0)::bigint,
      decode(needs->'known'->>1, 'hex'));
  END IF;
  SELECT jsonb_build_object('head', jsonb_build_array(h.group_id, encode(h.hash, 'hex'), h.time_ms,
      h.next_journal_id, h.next_card_number, h.rules_version, h.tombstones))
    INTO result FROM ledger_head h;

  IF needs ? 'claims' THEN
    SELECT result || jsonb_build_object('claims', coalesce(jsonb_agg(jsonb_build_array(k, c.journal_id)), '[]')),
        coalesce(array_agg(c.journal_id), '{}')
      INTO result, ids
      FROM jsonb_array_elements_text(needs->'claims') k
      JOIN claim c ON c.key = decode(k, 'hex') WHERE c.released_by IS NULL;
  END IF;
  IF needs ? 'tombstones' THEN
    SELECT result || jsonb_build_object('tombstones', coalesce(jsonb_agg(k), '[]')) INTO result
      FROM jsonb_array_elements_text(needs->'tombstones') k
      JOIN tombstone t ON t.key = decode(k, 'hex');
  END IF;
  IF needs ? 'requests' THEN
    SELECT ids || coalesce(array_agg(q.journal_id), '{}') INTO ids
      FROM jsonb_array_elements(needs->'requests') r
      JOIN request q ON q.request_id = r->>1 AND q.caller = r->>0;
  END IF;
  IF needs ? 'orders' THEN
    SELECT ids || coalesce(array_agg(j.id), '{}') INTO ids
      FROM jsonb_array_elements(needs->'orders') r
      JOIN journal j ON j.order_id = r->>0 AND j.order_line IS NOT DISTINCT FROM r->>1
        AND j.card_id = (r->>2)::bigint
      WHERE j.kind = 'redeem' AND j.outcome = 'posted';
  END IF;
  -- With some that came before on the same card: whether a card was used is asked along its links. Whoever
  -- asks again wants more of them each time.
  IF needs ? 'ids' THEN
    WITH RECURSIVE back (id, previous, depth) AS (
      SELECT j.id, j.card_previous_id, 1
        FROM jsonb_array_elements_text(needs->'ids') n JOIN journal j ON j.id = n::bigint
      UNION ALL
      SELECT j.id, j.card_previous_id, b.depth + 1
        FROM back b JOIN journal j ON j.id = b.previous WHERE b.depth < coalesce((needs->>'depth')::int, 16)
    )
    SELECT ids || coalesce(array_agg(b.id), '{}') INTO ids FROM back b;
  END IF;
  IF cardinality(ids) > 0 THEN
    SELECT ids || coalesce(array_agg(j.original_id), '{}') INTO ids
      FROM unnest(ids) i JOIN journal j ON j.id = i WHERE j.original_id IS NOT NULL;
    SELECT result || jsonb_build_object('operations', jsonb_agg(jsonb_build_array(j.id, j.time_ms,
          j.caller, j.request_id, encode(j.content_hash, 'hex'), j.kind, j.outcome, j.card_id,
          j.location_id, j.order_id, j.order_line, j.payment_key, j.requested_minor,
          j.debit_account, j.credit_account, j.amount_minor, j.currency, j.original_id,
          j.card_previous_id, j.answer, v.voided_by, v.refunded_minor, encode(s.sealed, 'hex'),
          s.expires_at_ms))),
        coalesce(array_agg(DISTINCT j.card_id) FILTER (WHERE j.card_id IS NOT NULL), '{}')
      INTO result, numbers
      FROM (SELECT DISTINCT i FROM unnest(ids) i) d JOIN journal j ON j.id = d.i
      LEFT JOIN reversal v ON v.journal_id = j.id
      LEFT JOIN sealed_answer s ON s.journal_id = j.id;
  END IF;

  IF needs ? 'numbers' THEN
    SELECT numbers || coalesce(array_agg(n::bigint), '{}') INTO numbers
      FROM jsonb_array_elements_text(needs->'numbers') n;
  END IF;
  IF needs ? 'lookups' THEN
    SELECT result || jsonb_build_object('byLookup', coalesce(jsonb_agg(card_as_json(c)), '[]'))
      INTO result FROM jsonb_array_elements_text(needs->'lookups') k
      JOIN card c ON c.number_lookup = decode(k, 'hex');
  END IF;
  IF needs ? 'uids' THEN
    SELECT result || jsonb_build_object('byUid', coalesce(jsonb_agg(card_as_json(c)), '[]'))
      INTO result FROM jsonb_array_elements_text(needs->'uids') k JOIN card c ON c.uid = k;
  END IF;
  IF cardinality(numbers) > 0 THEN
    SELECT result || jsonb_build_object('byNumber', coalesce(jsonb_agg(card_as_json(c)), '[]'))
      INTO result FROM unnest(numbers) n JOIN card c ON c.id = n;
  END IF;

  IF needs ? 'programs' THEN
    SELECT result || jsonb_build_object('programs', coalesce(jsonb_agg(to_jsonb(p) ||
        jsonb_build_object('versions', (SELECT jsonb_agg(jsonb_build_object('version', v.version,
            'valid_from_ms', v.valid_from_ms, 'rules', v.rules)) FROM program_rule v
          WHERE v.program_id = p.id))), '[]'))
      INTO result FROM jsonb_array_elements_text(needs->'programs') k JOIN program p ON p.id = k;
  END IF;
  IF needs ? 'locations' THEN
    SELECT result || jsonb_build_object('locations', coalesce(jsonb_agg(to_jsonb(l)), '[]'))
      INTO result FROM jsonb_array_elements_text(needs->'locations') k JOIN location l ON l.id = k;
  END IF;
  IF needs ? 'home' THEN
    SELECT result || jsonb_build_object('home',
        (SELECT p.currency FROM program p ORDER BY p.created_at_ms, p.id LIMIT 1)) INTO result;
  END IF;
  RETURN result;
END $$;
