-- Conversations by mail: what a form's sender is asked, what replies answer, and the tokens that tie a reply to its case.

-- What a rule asks of the sender: fields, separated by commas; see "asks" in docs/rules.md.
ALTER TABLE finding ADD COLUMN asks TEXT;
ALTER TABLE finding ADD COLUMN change INTEGER; -- submission_change.position, where it is about one

-- The submission that this one takes the place of: the same form with answers put in, or the mended form in a reply.
ALTER TABLE submission ADD COLUMN amends INTEGER REFERENCES submission (id) ON DELETE SET NULL;
CREATE INDEX submission_by_amended ON submission (amends) WHERE amends IS NOT NULL;

-- The trusted receiving server says that the address is genuine.
ALTER TABLE message ADD COLUMN authentic INTEGER NOT NULL DEFAULT 0 CHECK (authentic IN (0, 1));

-- What the sender of a form is asked. A question keeps its number as long as its submission lives, and hands it on to the
-- submission that amends that one, so that an answer to an older mail of ours means the same.
CREATE TABLE question (
    submission  INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,              -- as shown: from 1, one's own in a conversation
    rule        TEXT NOT NULL,
    asks        TEXT NOT NULL CHECK (asks IN ('group-number', 'group-name', 'municipality', 'leader', 'secretary', 'plan', 'date',
                'time', 'topic', 'name', 'hpr', 'industry-free', 'scan')),
    about       TEXT NOT NULL,                 -- the finding's, like the next three
    meeting     INTEGER,
    participant INTEGER,
    change      INTEGER,
    open        INTEGER NOT NULL CHECK (open IN (0, 1)), -- the rule still finds it
    PRIMARY KEY (submission, number)
) STRICT, WITHOUT ROWID;

-- What became of each answer in a reply.
CREATE TABLE answer (
    message    INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE, -- the reply
    position   INTEGER NOT NULL,               -- index in the reading's answers
    submission INTEGER REFERENCES submission (id) ON DELETE CASCADE, -- that was asked; NULL: no question is meant
    number     INTEGER,                        -- of the question, as answered
    outcome    TEXT NOT NULL CHECK (outcome IN ('noted', 'unclear', 'unasked', 'remark')),
    value      TEXT,                           -- JSON: what was noted
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_by_submission ON answer (submission) WHERE submission IS NOT NULL;

-- What our mails carry in their subject, "[sak MESSAGE-TOKEN]"; only the token's SHA-256 is kept.
CREATE TABLE token (
    hash       TEXT PRIMARY KEY,
    purpose    TEXT NOT NULL CHECK (purpose IN ('answer', 'decide')),
    message    INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE, -- the case
    recipient  TEXT NOT NULL,                  -- whom we wrote to
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX token_by_message ON token (message);
