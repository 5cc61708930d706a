-- Addresses that mail of ours came back from; nothing but answers goes there until somebody writes from them, or the register
-- has another address.
CREATE TABLE bounced_address (
    address TEXT PRIMARY KEY,
    since   TEXT NOT NULL,
    message INTEGER REFERENCES message (id) ON DELETE SET NULL -- the report
) STRICT, WITHOUT ROWID;
CREATE INDEX bounced_address_by_message ON bounced_address (message);

-- Mails from addresses that no group has, counted a day: by the address's domain, and by what they say. Who answers our
-- answers from ever new addresses is known by that.
CREATE TABLE stranger_count (
    day   TEXT NOT NULL,
    key   TEXT NOT NULL,
    mails INTEGER NOT NULL,
    PRIMARY KEY (day, key)
) STRICT, WITHOUT ROWID;
