-- The one row that all commits pass is found by its turn: 32 commit groups are one. While somebody looks at
-- one moment of the ledger for long (a proof, a dump), PostgreSQL keeps all versions of that row, and each
-- commit went through all of them, twice. Now it goes to the end of an index. Within a turn nothing that
-- has an index changes, so that its versions stand one after another on a page and leave the index alone.
ALTER TABLE ledger_head ADD COLUMN turn bigint NOT NULL DEFAULT 0;
UPDATE ledger_head SET turn = group_id / 32;
-- Of a column that is the same in all versions a new entry of the index would be compared with them all.
ALTER TABLE ledger_head DROP COLUMN one;
ALTER TABLE ledger_head ADD PRIMARY KEY (turn);
CREATE TRIGGER ledger_head_is_one BEFORE INSERT OR DELETE ON ledger_head
  FOR EACH ROW EXECUTE FUNCTION refuse_change('the ledger has one head');
CREATE TRIGGER ledger_head_is_never_emptied BEFORE TRUNCATE ON ledger_head
  EXECUTE FUNCTION refuse_change('the ledger has one head');

-- The head of the ledger, as the caller's statement sees it.
CREATE FUNCTION newest_head() RETURNS ledger_head LANGUAGE plpgsql STABLE
SET enable_seqscan = off
AS $$
DECLARE
  head ledger_head%ROWTYPE;
BEGIN
  SELECT * INTO head FROM ledger_head ORDER BY turn DESC LIMIT 1;
  RETURN head;
END $$;

-- The head, held until the end of the transaction.
CREATE FUNCTION hold_head() RETURNS ledger_head LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
DECLARE
  head ledger_head%ROWTYPE;
BEGIN
  SELECT * INTO head FROM ledger_head ORDER BY turn DESC LIMIT 1 FOR UPDATE;
  RETURN head;
END $$;

-- What servers remember of programs, locations and cards is of an older version from now on.
CREATE FUNCTION rules_changed() RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
DECLARE
  head ledger_head := hold_head();
BEGIN
  UPDATE ledger_head SET rules_version = rules_version + 1 WHERE turn = head.turn;
END $$;

CREATE OR REPLACE FUNCTION number_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM hold_head();
  NEW.id := nextval(pg_get_serial_sequence(TG_TABLE_NAME, 'id'));
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION write_group(batch jsonb, lines journal_line[], changes card_change[],
  OUT group_id bigint, OUT group_hash text, OUT next_id bigint, OUT next_card bigint,
  OUT block_from bigint, OUT card_block_from bigint)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  head ledger_head%ROWTYPE;
  first_id bigint := (batch->>'first')::bigint;
  last_id bigint := (batch->>'last')::bigint;
  group_ms bigint := (batch->>'time')::bigint;
  added bigint := 0;
  found_rows bigint;
BEGIN
  SELECT * INTO head FROM ledger_head ORDER BY turn DESC LIMIT 1 FOR UPDATE;
  PERFORM check_group(head, batch);

  INSERT INTO journal (id, line, time_ms, caller, request_id, content_hash, kind, outcome, code,
      card_id, location_id, channel, clerk, order_id, order_line, payment_key, payment,
      requested_minor, debit_account, credit_account, amount_minor, currency, balance_after_minor,
      original_id, card_previous_id, rule_version, answer)
    SELECT * FROM unnest(lines);
  -- A request id that is on record already fails here (unique_violation), and with it the group.
  INSERT INTO request (request_id, caller, journal_id)
    SELECT l.request_id, l.caller, l.id FROM unnest(lines) l WHERE l.line = 0;

  IF batch ? 'newCards' THEN
    INSERT INTO card (id, uid, program_id, form, state, currency, number_lookup, number_sealed,
        key_version, last_four, pin_hash, batch, created_at_ms, balance_minor, last_journal_id,
        activated_at_ms, expires_at_ms, reloads, successor_id)
      SELECT (r->>0)::bigint, r->>1, p.id, r->>3, r->>4, p.currency, decode(r->>5, 'hex'),
        decode(r->>6, 'hex'), (r->>7)::bigint, r->>8, r->>9, r->>10, (r->>11)::bigint,
        (r->>12)::bigint, (r->>13)::bigint, (r->>14)::bigint, (r->>15)::bigint, (r->>16)::bigint,
        (r->>17)::bigint
      FROM jsonb_array_elements(batch->'newCards') r JOIN program p ON p.id = r->>2;
    GET DIAGNOSTICS found_rows = ROW_COUNT;
    PERFORM expect_rows('program', found_rows, jsonb_array_length(batch->'newCards'));
  END IF;

  -- What is held never exceeds the balance, not even between two of these statements: first it falls
  -- where it falls, and rises when the balances are those of the end.
  IF batch ? 'held' THEN
    UPDATE card SET held_minor = (r->>1)::bigint FROM jsonb_array_elements(write_group.batch->'held') r
      WHERE card.id = (r->>0)::bigint AND card.held_minor > (r->>1)::bigint;
  END IF;

  -- A card changes only as it was read: its newest operation is still the one that was seen.
  IF cardinality(changes) > 0 THEN
    UPDATE card SET last_journal_id = u.last_id,
        balance_minor = coalesce(u.balance_minor, card.balance_minor),
        state = coalesce(u.state, card.state),
        activated_at_ms = CASE WHEN u.activates THEN u.activated_at_ms
          ELSE card.activated_at_ms END,
        expires_at_ms = CASE WHEN u.dates THEN u.expires_at_ms ELSE card.expires_at_ms END,
        reloads = coalesce(u.reloads, card.reloads),
        successor_id = coalesce(u.successor_id, card.successor_id)
      FROM unnest(changes) u
      WHERE card.id = u.id AND card.last_journal_id IS NOT DISTINCT FROM u.previous_id;
    GET DIAGNOSTICS found_rows = ROW_COUNT;
    PERFORM expect_rows('card', found_rows, cardinality(changes));
  END IF;

  IF batch ? 'held' THEN
    UPDATE card SET held_minor = (r->>1)::bigint FROM jsonb_array_elements(write_group.batch->'held') r
      WHERE card.id = (r->>0)::bigint AND card.held_minor < (r->>1)::bigint;
  END IF;

  IF batch ? 'releases' THEN
    UPDATE claim SET released_by = (r->>2)::bigint FROM jsonb_array_elements(batch->'releases') r
      WHERE claim.key = decode(r->>0, 'hex') AND claim.journal_id = (r->>1)::bigint;
  END IF;
  IF batch ? 'claims' THEN
    INSERT INTO claim (key, journal_id, released_by)
      SELECT decode(r->>0, 'hex'), (r->>1)::bigint, (r->>2)::bigint
      FROM jsonb_array_elements(batch->'claims') r
      ON CONFLICT (key) DO UPDATE
        SET journal_id = excluded.journal_id, released_by = excluded.released_by
        WHERE claim.released_by IS NOT NULL;
    GET DIAGNOSTICS found_rows = ROW_COUNT;
    PERFORM expect_rows('claim', found_rows, jsonb_array_length(batch->'claims'));
  END IF;
  IF batch ? 'tombstones' THEN
    INSERT INTO tombstone (key, journal_id)
      SELECT decode(r->>0, 'hex'), (r->>1)::bigint FROM jsonb_array_elements(batch->'tombstones') r
      ON CONFLICT (key) DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
  END IF;
  IF batch ? 'reversals' THEN
    INSERT INTO reversal (journal_id, amount_minor, voided_by, refunded_minor)
      SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, (r->>3)::bigint
      FROM jsonb_array_elements(batch->'reversals') r
      ON CONFLICT (journal_id) DO UPDATE
        SET voided_by = excluded.voided_by, refunded_minor = excluded.refunded_minor;
  END IF;
  IF batch ? 'sealed' THEN
    INSERT INTO sealed_answer (journal_id, sealed, expires_at_ms)
      SELECT (r->>0)::bigint, decode(r->>1, 'hex'), (r->>2)::bigint
      FROM jsonb_array_elements(batch->'sealed') r;
  END IF;

  group_id := head.group_id + 1;
  head.hash := sha256(head.hash || convert_to(
    format(E'[%s,%s,%s,%s]\n', group_id, first_id, last_id, group_ms), 'UTF8')
    || decode(batch->>'rowsHash', 'hex'));
  group_hash := encode(head.hash, 'hex');
  INSERT INTO commit_group (id, first_journal_id, last_journal_id, time_ms, hash)
    VALUES (group_id, first_id, last_id, group_ms, head.hash);

  next_id := greatest(head.next_journal_id, last_id + 1);
  next_card := greatest(head.next_card_number, (batch->>'nextCard')::bigint);
  -- Ids taken ahead, for a server that is not alone.
  IF batch ? 'block' THEN
    block_from := next_id;
    card_block_from := next_card;
    next_id := next_id + (batch->>'block')::bigint;
    next_card := next_card + (batch->>'cardBlock')::bigint;
  END IF;
  UPDATE ledger_head SET group_id = write_group.group_id, hash = head.hash,
    time_ms = greatest(head.time_ms, group_ms), next_journal_id = next_id,
    next_card_number = next_card, tombstones = tombstones + added,
    turn = write_group.group_id / 32
    WHERE turn = head.turn;
  PERFORM pg_notify('countermark_group', group_id::text);
END $$;

CREATE OR REPLACE FUNCTION stock_cards(cards jsonb, now_ms bigint, OUT added bigint, OUT next_card bigint)
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
DECLARE
  head ledger_head%ROWTYPE;
BEGIN
  head := hold_head();
  INSERT INTO card (id, uid, program_id, form, state, currency, number_lookup, number_sealed,
      key_version, last_four, pin_hash, batch, created_at_ms)
    SELECT head.next_card_number + n - 1, r->>0, p.id, r->>2, r->>3, p.currency,
      decode(r->>4, 'hex'), decode(r->>5, 'hex'), (r->>6)::bigint, r->>7, r->>8, r->>9, now_ms
    FROM jsonb_array_elements(cards) WITH ORDINALITY AS e (r, n) JOIN program p ON p.id = r->>1;
  GET DIAGNOSTICS added = ROW_COUNT;
  PERFORM expect_rows('program', added, jsonb_array_length(cards));
  next_card := head.next_card_number + added;
  UPDATE ledger_head SET next_card_number = next_card WHERE turn = head.turn;
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
  SELECT * INTO head FROM ledger_head ORDER BY turn DESC LIMIT 1;
  -- What is only read must not be told by an older state of the database either.
  IF needs ? 'known' THEN
    PERFORM check_known(head, (needs->'known'->>0)::bigint,
      decode(needs->'known'->>1, 'hex'));
  END IF;
  result := jsonb_build_object('head', jsonb_build_array(head.group_id, encode(head.hash, 'hex'),
    head.time_ms, head.next_journal_id, head.next_card_number, head.rules_version, head.tombstones));

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
