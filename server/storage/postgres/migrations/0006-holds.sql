-- Holds: value of a card that is kept for one sale. A group brings what is held of the cards on which
-- that changed; all other groups are written as before.
CREATE OR REPLACE FUNCTION write_group(batch jsonb,
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
  SELECT * INTO head FROM ledger_head FOR UPDATE;
  PERFORM check_group(head, batch);

  INSERT INTO journal (id, line, time_ms, caller, request_id, content_hash, kind, outcome, code,
      card_id, location_id, channel, clerk, order_id, order_line, payment_key, payment,
      requested_minor, debit_account, credit_account, amount_minor, currency, balance_after_minor,
      original_id, card_previous_id, rule_version, answer)
    SELECT (r->>0)::bigint, (r->>1)::bigint, (r->>2)::bigint, r->>3, r->>4, decode(r->>5, 'hex'),
      r->>6, r->>7, r->>8, (r->>9)::bigint, r->>10, r->>11, r->>12, r->>13, r->>14, r->>15, r->>16,
      (r->>17)::bigint, r->>18, r->>19, (r->>20)::bigint, r->>21, (r->>22)::bigint,
      (r->>23)::bigint, (r->>24)::bigint, (r->>25)::bigint, r->>26
    FROM jsonb_array_elements(batch->'journal') r;
  -- A request id that is on record already fails here (unique_violation), and with it the group.
  INSERT INTO request (request_id, caller, journal_id)
    SELECT r->>4, r->>3, (r->>0)::bigint FROM jsonb_array_elements(batch->'journal') r;

  IF batch ? 'newCards' THEN
    INSERT INTO card (id, uid, program_id, form, state, currency, number_lookup, number_sealed,
        key_version, last_four, pin_hash, batch, created_at_ms, balance_minor, last_journal_id,
        activated_at_ms)
      SELECT (r->>0)::bigint, r->>1, p.id, r->>3, r->>4, p.currency, decode(r->>5, 'hex'),
        decode(r->>6, 'hex'), (r->>7)::bigint, r->>8, r->>9, r->>10, (r->>11)::bigint,
        (r->>12)::bigint, (r->>13)::bigint, (r->>14)::bigint
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
  IF batch ? 'cards' THEN
    UPDATE card SET last_journal_id = u.last_id,
        balance_minor = coalesce(u.balance, card.balance_minor),
        state = coalesce(u.state, card.state),
        activated_at_ms = CASE WHEN u.activates THEN u.activated ELSE card.activated_at_ms END
      FROM (
        SELECT (r->>0)::bigint AS id, (r->>1)::bigint AS previous, (r->>2)::bigint AS last_id,
          (r->>3)::bigint AS balance, r->>4 AS state, (r->>5)::boolean AS activates,
          (r->>6)::bigint AS activated
        FROM jsonb_array_elements(batch->'cards') r
      ) u
      WHERE card.id = u.id AND card.last_journal_id IS NOT DISTINCT FROM u.previous;
    GET DIAGNOSTICS found_rows = ROW_COUNT;
    PERFORM expect_rows('card', found_rows, jsonb_array_length(batch->'cards'));
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
    next_card_number = next_card, tombstones = tombstones + added;
  PERFORM pg_notify('countermark_group', group_id::text);
END $$;

-- Those that are over are looked for; other operations cost nothing.
CREATE INDEX journal_holds ON journal (time_ms) WHERE kind = 'hold';
