-- Where the rule behind a finding is written, as its file says ("000, 002").
ALTER TABLE finding ADD COLUMN source TEXT;
