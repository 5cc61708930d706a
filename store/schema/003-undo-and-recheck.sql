-- Who took a decision of the office back.
ALTER TABLE office_decision ADD COLUMN undone_by TEXT;

-- What stood before everything is decided anew (`presens recheck`); empty at all other times.
CREATE TABLE stood_submission (
    submission INTEGER PRIMARY KEY,
    message    INTEGER NOT NULL,
    state      TEXT NOT NULL,  -- of the message
    decision   TEXT,
    decided_at TEXT,
    findings   TEXT            -- "severity rule about", a line each
) STRICT;

CREATE TABLE stood_credit (
    person   INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    date     TEXT NOT NULL,
    status   TEXT NOT NULL,
    hours    INTEGER NOT NULL,
    PRIMARY KEY (person, group_id, date, status)
) STRICT, WITHOUT ROWID;
