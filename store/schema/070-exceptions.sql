-- What the office is to look at, noted in the transaction that finds it and told afterwards, alike exceptions in one mail.
CREATE TABLE office_exception (
    id       INTEGER PRIMARY KEY,
    message  INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    reason   TEXT NOT NULL,                    -- a mark of the template "exception"
    serial   TEXT NOT NULL,                    -- tells exceptions for the same message and reason apart
    alike    TEXT NOT NULL,                    -- what exceptions of one reason have in common that go into one mail
    noted_at TEXT NOT NULL,
    told     INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    UNIQUE (message, reason, serial)
) STRICT;
CREATE INDEX office_exception_untold ON office_exception (noted_at) WHERE told = 0;
-- Mails from the office's addresses that were not obeyed: few are told one by one, the others are counted in the digest.
CREATE INDEX office_exception_refused ON office_exception (noted_at) WHERE reason IN ('is_refused', 'is_refused_more');
