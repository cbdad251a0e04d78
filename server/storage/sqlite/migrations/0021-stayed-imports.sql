-- Cards that stayed when their import was reversed: numbers like theirs have to be read as before, and of
-- an import of half a million rows that are gone nobody looks through all.
CREATE INDEX card_import_item_stayed ON card_import_item (id) WHERE code = 'ORIGINAL_NOT_REVERSIBLE';
