-- A trigger before a change has its row locked first, and each lock is written into the log: an eighth of
-- what the change itself writes. After the change it only compares, and undoes as much.
DROP TRIGGER card_balance_follows_the_journal ON card;
CREATE TRIGGER card_balance_follows_the_journal AFTER UPDATE ON card FOR EACH ROW
  WHEN (NEW.balance_minor <> OLD.balance_minor
    AND NEW.last_journal_id IS NOT DISTINCT FROM OLD.last_journal_id)
  EXECUTE FUNCTION refuse_change('a balance changes only with a row of the journal');
DROP TRIGGER card_has_one_successor ON card;
CREATE TRIGGER card_has_one_successor AFTER UPDATE ON card FOR EACH ROW
  WHEN (OLD.successor_id IS NOT NULL AND NEW.successor_id IS DISTINCT FROM OLD.successor_id)
  EXECUTE FUNCTION refuse_change('a replaced card keeps its successor');
