-- What the daily work goes by: what has been emptied, what was not delivered, which groups are silent, and what was said.

-- The day on which the content of a mail was removed; NULL: it is there. The row stays, so that the same mail is known.
ALTER TABLE message ADD COLUMN emptied_on TEXT;
CREATE INDEX message_with_content ON message (received_at) WHERE emptied_on IS NULL;
CREATE INDEX IF NOT EXISTS message_by_sender ON message (sender, received_at);

ALTER TABLE outbox ADD COLUMN emptied_on TEXT;
CREATE INDEX outbox_with_content ON outbox (queued_at) WHERE emptied_on IS NULL;
-- The moment at which a mail was given up, or was found to have come back.
ALTER TABLE outbox ADD COLUMN failed_at TEXT;
CREATE INDEX outbox_by_failure ON outbox (failed_at) WHERE failed_at IS NOT NULL;

-- The day on which the import made a group known; NULL: a start form did.
ALTER TABLE small_group ADD COLUMN known_since TEXT;
CREATE INDEX submission_about_group ON submission (group_id) WHERE group_id IS NOT NULL;

-- The language that a person last wrote to us in; NULL: the person never did.
ALTER TABLE person ADD COLUMN language TEXT CHECK (language IN ('nb', 'nn'));

-- Silent groups are reminded once a silence. `heard_on` is the last sign of life before it.
CREATE TABLE reminder (
    group_id    INTEGER NOT NULL REFERENCES small_group (id) ON DELETE CASCADE,
    heard_on    TEXT NOT NULL,
    reminded_on TEXT NOT NULL,
    person      INTEGER REFERENCES person (id) ON DELETE SET NULL, -- who was reminded; NULL: nobody has an address
    told_on     TEXT,                          -- the day of the digest that told the office of it
    PRIMARY KEY (group_id, heard_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_untold ON reminder (reminded_on) WHERE told_on IS NULL;
CREATE INDEX reminder_by_person ON reminder (person) WHERE person IS NOT NULL;

-- The digests that went to the office. A whole one also lists what is no news.
CREATE TABLE digest (
    day     TEXT PRIMARY KEY,
    made_at TEXT NOT NULL,
    whole   INTEGER NOT NULL CHECK (whole IN (0, 1))
) STRICT, WITHOUT ROWID;
