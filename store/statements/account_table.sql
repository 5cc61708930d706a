-- The account that is being told: one person's rows of the view credit, which account_read puts there and the statements
-- mail_account, mail_account_news, mail_points and mail_missing read: the view is asked once for a person, whatever is told of
-- it. The table is the connection's own.
CREATE TEMP TABLE IF NOT EXISTS account (
    group_id   INTEGER NOT NULL,
    submission INTEGER NOT NULL,
    date       TEXT NOT NULL,
    status     TEXT NOT NULL,
    hours      INTEGER NOT NULL,
    points     INTEGER NOT NULL,
    waits_for  TEXT
) STRICT;
