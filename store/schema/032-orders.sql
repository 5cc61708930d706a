-- Decisions by mail: what a token entitles to decide, and what the office's replies ordered.

-- The submissions that a token of purpose "decide" is about, by the numbers that the mail shows.
CREATE TABLE token_case (
    hash       TEXT NOT NULL REFERENCES token (hash) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    PRIMARY KEY (hash, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX token_case_by_submission ON token_case (submission);

-- What became of the orders in a mail, each carried out once.
CREATE TABLE office_order (
    message    INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE, -- the mail that gave it
    position   INTEGER NOT NULL,
    word       TEXT NOT NULL CHECK (word IN ('approve', 'return', 'ask')),
    number     INTEGER,                        -- of the case, as the mail shows it
    submission INTEGER REFERENCES submission (id) ON DELETE CASCADE, -- NULL: none is meant
    note       TEXT,
    outcome    TEXT NOT NULL CHECK (outcome IN (
               'done',
               'unclear',                      -- not exactly an order
               'which',                        -- more than one case, and none is named
               'unknown',                      -- a number that the mail does not show
               'wordless',                     -- a return without a reason, a question without words
               'settled',                      -- the case waits for nobody any more, or cannot be decided so
               'off',                          -- no receiving server is trusted
               'address',                      -- the receiving server does not say that the address is genuine
               'token')),                      -- without a token that is in force
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX office_order_by_submission ON office_order (submission) WHERE submission IS NOT NULL;
