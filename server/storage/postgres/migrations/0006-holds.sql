-- Holds whose time is over are looked for; other operations cost nothing.
CREATE INDEX journal_holds ON journal (time_ms) WHERE kind = 'hold';
