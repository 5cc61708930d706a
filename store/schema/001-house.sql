-- The house's tables. Dates and times are ISO 8601 text; dates are Norwegian local, moments UTC ("…Z").

-- ---------------------------------------------------------------------------------------------------
-- Messages: every mail that came in, once, whatever happens to it.

-- The life of a message; the trigger below lets nothing move otherwise.
CREATE TABLE message_move (
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    PRIMARY KEY (from_state, to_state)
) STRICT, WITHOUT ROWID;

INSERT INTO message_move VALUES
    ('received', 'read'),      -- the reader's JSON is stored
    ('read', 'decided'),       -- verdict, findings and answers are stored, in one commit
    ('decided', 'answered'),   -- no answer to the sender is still queued
    ('answered', 'filed'),     -- moved to its folder in the mailbox
    ('received', 'parked'),    -- could not be read, see reason; the office is told
    ('read', 'parked'),        -- could not be decided
    ('parked', 'received'),    -- the office wants it tried again
    ('decided', 'read'),       -- evaluated anew
    ('answered', 'read'),
    ('filed', 'read');

CREATE TABLE message (
    id           INTEGER PRIMARY KEY,
    sha256       TEXT NOT NULL UNIQUE,        -- fingerprint of base/: the same mail is the same message wherever it stands
    received_at  TEXT NOT NULL,               -- by the mailbox
    state        TEXT NOT NULL DEFAULT 'received'
                 CHECK (state IN ('received', 'read', 'decided', 'answered', 'filed', 'parked')),
    reason       TEXT,                        -- why it is parked
    attempts     INTEGER NOT NULL DEFAULT 0,  -- of reading it
    reading      TEXT,                        -- JSON: what the parser made of it (docs/contract.md)
    -- From the reading:
    kind         TEXT CHECK (kind IN ('form', 'reply', 'bounce', 'automatic', 'request', 'other')),
    message_id   TEXT,
    sender       TEXT,                        -- address in lower case; NULL: none, or more than one
    sender_name  TEXT,
    subject      TEXT,
    sent_at      TEXT,                        -- the mail's own date in UTC, never later than received_at
    automatic    INTEGER NOT NULL DEFAULT 0 CHECK (automatic IN (0, 1)),
    forged       INTEGER NOT NULL DEFAULT 0 CHECK (forged IN (0, 1)), -- the trusted receiving server says so
    CHECK ((state = 'parked') = (reason IS NOT NULL)),
    CHECK (state IN ('received', 'parked') OR reading IS NOT NULL)
) STRICT;
CREATE INDEX message_by_state ON message (state, id) WHERE state NOT IN ('filed');
CREATE INDEX message_by_message_id ON message (message_id);

CREATE TRIGGER message_moves BEFORE UPDATE OF state ON message
WHEN NOT EXISTS (SELECT 1 FROM message_move WHERE from_state = old.state AND to_state = new.state)
BEGIN
    SELECT raise(ABORT, 'a message cannot move that way');
END;

CREATE TABLE raw_message (
    message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    bytes   BLOB NOT NULL
) STRICT;

-- Where copies of a message stand. `folder` is where the copy was filed; NULL: not yet.
CREATE TABLE location (
    mailbox     TEXT NOT NULL,
    uidvalidity TEXT NOT NULL,
    uid         TEXT NOT NULL,
    message     INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    folder      TEXT CHECK (folder IN ('Behandlet', 'Returnert', 'Til vurdering', 'Annet')),
    PRIMARY KEY (mailbox, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX location_by_message ON location (message);
CREATE INDEX location_unfiled ON location (message) WHERE folder IS NULL;

-- Parts of a message that were not understood.
CREATE TABLE unread_part (
    message  INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    part     TEXT,
    filename TEXT,
    format   TEXT,
    place    TEXT,           -- where in the part, in words
    why      TEXT NOT NULL,
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------------------
-- The register: groups, persons, memberships. "person" is a doctor known by HPR number.

CREATE TABLE small_group (
    id           INTEGER PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE,         -- as shown to people: "SG-0123"
    number_key   TEXT NOT NULL,                -- number_key(number): "123"
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,                -- fold(name)
    municipality TEXT,
    kind         TEXT NOT NULL DEFAULT 'smagruppe'
                 CHECK (kind IN ('smagruppe', 'gruppeveiledning', 'veiledningsgruppe')),
    started_on   TEXT,
    plan         TEXT,
    active       INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    start_form   INTEGER REFERENCES submission (id) ON DELETE SET NULL -- the form that registered it
) STRICT;
CREATE INDEX group_by_number ON small_group (number_key);
CREATE INDEX group_by_name ON small_group (name_key);
CREATE INDEX group_by_start_form ON small_group (start_form) WHERE start_form IS NOT NULL;

CREATE TABLE person (
    id           INTEGER PRIMARY KEY,
    hpr          TEXT UNIQUE CHECK (hpr NOT GLOB '*[^0-9]*' AND length(hpr) BETWEEN 1 AND 9),
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    email        TEXT,                         -- lower case; the only address that mail about this person goes to
    specialty    TEXT,
    profession   TEXT,
    in_training  INTEGER NOT NULL DEFAULT 0 CHECK (in_training IN (0, 1)),
    period_start TEXT                          -- of the five-year re-certification period, where known
) STRICT;
CREATE INDEX person_by_name ON person (name_key);
CREATE INDEX person_by_email ON person (email);

CREATE TABLE membership (
    group_id INTEGER NOT NULL REFERENCES small_group (id) ON DELETE CASCADE,
    person   INTEGER NOT NULL REFERENCES person (id),
    role     TEXT NOT NULL CHECK (role IN ('member', 'secretary', 'leader')),
    from_on  TEXT NOT NULL,                    -- the first day; '0001-01-01' where unknown
    until_on TEXT,                             -- the first day after; NULL: still
    PRIMARY KEY (group_id, role, person, from_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_person ON membership (person, group_id);

-- ---------------------------------------------------------------------------------------------------
-- Submissions: each form in a message, as it was read. Rows are never changed but for the columns
-- marked "resolved" and "decided".

CREATE TABLE submission (
    id            INTEGER PRIMARY KEY,
    message       INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,            -- index in the reading's forms
    form          TEXT NOT NULL CHECK (form IN ('start', 'presence', 'program', 'update')),
    part          TEXT,
    filename      TEXT,
    format        TEXT,
    group_number  TEXT,                        -- as written, like the rest
    group_name    TEXT,
    municipality  TEXT,
    kind          TEXT NOT NULL DEFAULT 'smagruppe'
                  CHECK (kind IN ('smagruppe', 'gruppeveiledning', 'veiledningsgruppe')),
    start_date    TEXT,
    period_from   TEXT,
    period_to     TEXT,
    plan          TEXT,
    industry_free INTEGER CHECK (industry_free IN (0, 1)),
    sponsor       TEXT,
    attested_by   TEXT,
    number_key    TEXT,
    name_key      TEXT,
    stands_at     TEXT NOT NULL,               -- orders corrections whatever the order of arrival: sent_at, sha256, position
    group_id      INTEGER REFERENCES small_group (id), -- resolved: the one group that it is about
    decision      TEXT CHECK (decision IN ('accept', 'partial', 'return', 'flag', 'confirm', 'none')), -- decided
    decided_by    TEXT,                        -- decided: 'presens' or the address of a member of the staff
    decided_at    TEXT,
    UNIQUE (message, position)
) STRICT;
CREATE INDEX submission_by_group ON submission (group_id, stands_at) WHERE decision IN ('accept', 'partial');
CREATE INDEX submission_flagged ON submission (id) WHERE decision = 'flag';
CREATE INDEX submission_returned ON submission (id) WHERE decision = 'return';

-- The registered groups that fit what a form says; group_id above is set where there is one, or where the number decides.
CREATE TABLE submission_candidate (
    submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    group_id   INTEGER NOT NULL REFERENCES small_group (id) ON DELETE CASCADE,
    PRIMARY KEY (submission, group_id)
) STRICT, WITHOUT ROWID;

-- The sender's yes to what was read from a scan.
CREATE TABLE scan_confirmation (
    submission INTEGER PRIMARY KEY REFERENCES submission (id) ON DELETE CASCADE,
    message    INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE -- the reply that says so
) STRICT;
CREATE INDEX scan_confirmation_by_message ON scan_confirmation (message);

CREATE TABLE submission_officer (              -- leader and secretary
    submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    role       TEXT NOT NULL CHECK (role IN ('leader', 'secretary')),
    name       TEXT,
    hpr        TEXT,
    email      TEXT,
    person     INTEGER REFERENCES person (id), -- resolved, like a participant's
    PRIMARY KEY (submission, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE submission_participant (
    submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,               -- index in the form's participants
    name       TEXT,
    name_key   TEXT,
    hpr        TEXT,
    email      TEXT,
    specialty  TEXT,
    profession TEXT,
    workplace  TEXT,
    person     INTEGER REFERENCES person (id), -- resolved: by HPR number, else by a name that is unique in the group
    PRIMARY KEY (submission, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX participant_by_person ON submission_participant (person) WHERE person IS NOT NULL;

CREATE TABLE submission_meeting (
    submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,               -- index in the form's meetings
    date       TEXT,                           -- NULL: not readable
    start      TEXT,
    end        TEXT,
    minutes    INTEGER,
    hours      REAL,                           -- course hours as stated
    place      TEXT,
    topic      TEXT,
    lecturer   TEXT,
    PRIMARY KEY (submission, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_by_date ON submission_meeting (submission, date);

CREATE TABLE submission_present (
    submission  INTEGER NOT NULL,
    meeting     INTEGER NOT NULL,              -- submission_meeting.position
    participant INTEGER NOT NULL,              -- submission_participant.position
    PRIMARY KEY (submission, meeting, participant),
    FOREIGN KEY (submission, meeting) REFERENCES submission_meeting (submission, position) ON DELETE CASCADE,
    FOREIGN KEY (submission, participant) REFERENCES submission_participant (submission, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX present_by_participant ON submission_present (submission, participant);

CREATE TABLE submission_change (
    submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    change     TEXT NOT NULL CHECK (change IN ('joined', 'left', 'secretary', 'leader', 'email')),
    name       TEXT,
    hpr        TEXT,
    email      TEXT,
    specialty  TEXT,
    profession TEXT,
    date       TEXT,
    person     INTEGER REFERENCES person (id), -- resolved, like a participant's
    PRIMARY KEY (submission, position)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------------------
-- Decisions

-- The values of every rule's parameters, written when the rules are loaded; the views read them. A value stands
-- from its rule's first day of validity until a newer file of the same rule takes over.
CREATE TABLE rule_parameter (
    rule       TEXT NOT NULL,
    name       TEXT NOT NULL,
    valid_from TEXT NOT NULL,                  -- '0001-01-01': ever since
    value      TEXT NOT NULL,
    PRIMARY KEY (rule, name, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    submission  INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    rule        TEXT NOT NULL,
    severity    TEXT NOT NULL CHECK (severity IN ('return', 'disallow', 'provisional', 'flag', 'confirm', 'advise')),
    about       TEXT NOT NULL,                 -- "form", "group", "meeting 2025-02-03", "participant Kari Nordmann"
    meeting     INTEGER,                       -- submission_meeting.position, where it is about one
    participant INTEGER,                       -- submission_participant.position, where it is about one
    text        TEXT NOT NULL,                 -- the rule's sentence for the sender, in the language of the form
    PRIMARY KEY (submission, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_disallowing ON finding (submission, meeting) WHERE severity = 'disallow';

-- What the office decided about flagged submissions; the newest that is not undone is in force.
CREATE TABLE office_decision (
    id         INTEGER PRIMARY KEY,
    submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    decision   TEXT NOT NULL CHECK (decision IN ('approve', 'return')),
    note       TEXT,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    undone_at  TEXT
) STRICT;
CREATE INDEX office_decision_by_submission ON office_decision (submission, id);

-- What each doctor was last told about each meeting; a confirmation is the difference to the view `credit`.
CREATE TABLE told (
    person   INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL REFERENCES small_group (id) ON DELETE CASCADE,
    date     TEXT NOT NULL,
    status   TEXT NOT NULL,
    hours    INTEGER NOT NULL,
    PRIMARY KEY (person, group_id, date, status)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------------------
-- Mail out

CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY,
    message      INTEGER REFERENCES message (id) ON DELETE SET NULL,    -- the mail that it answers or follows from
    submission   INTEGER REFERENCES submission (id) ON DELETE SET NULL,
    recipient    TEXT NOT NULL,
    purpose      TEXT NOT NULL CHECK (purpose IN ('acknowledgement', 'return', 'confirm', 'review', 'exception',
                 'confirmation', 'statement', 'form', 'reminder', 'digest')),
    answer       INTEGER NOT NULL CHECK (answer IN (0, 1)), -- to the sender: the message is not answered before it is out
    state        TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed', 'bounced')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    due_at       TEXT NOT NULL,               -- not tried before
    message_id   TEXT NOT NULL UNIQUE,        -- stable: the same mail is queued once only
    mime         BLOB NOT NULL,               -- the finished mail
    queued_at    TEXT NOT NULL,
    sent_at      TEXT,
    last_error   TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'queued';
CREATE INDEX outbox_by_message ON outbox (message);
CREATE INDEX outbox_by_submission ON outbox (submission) WHERE submission IS NOT NULL;

-- ---------------------------------------------------------------------------------------------------
-- Places that are certainly not in Norway, folded; the rules about places look them up. A name that is also a place, a
-- street or a family in Norway is not here.
CREATE TABLE foreign_place (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

INSERT INTO foreign_place VALUES
    ('aalborg'), ('aarhus'), ('albania'), ('albir'), ('alicante'), ('amsterdam'), ('argentina'), ('athen'),
    ('australia'), ('barcelona'), ('belgia'), ('berlin'), ('bosnia'), ('brasil'), ('brussel'), ('budapest'),
    ('bulgaria'), ('canada'), ('danmark'), ('dublin'), ('dubrovnik'), ('edinburgh'), ('egypt'), ('england'),
    ('esbjerg'), ('estland'), ('finland'), ('firenze'), ('frankfurt'), ('frankrig'), ('frankrike'), ('færøyene'),
    ('gdansk'), ('gdańsk'), ('genève'), ('gran canaria'), ('göteborg'), ('gøteborg'), ('hamburg'), ('hellas'),
    ('helsingborg'), ('helsingfors'), ('helsinki'), ('india'), ('irland'), ('island'), ('israel'), ('istanbul'),
    ('italia'), ('japan'), ('kanariøyene'), ('kenya'), ('kina'), ('krakow'), ('kraków'), ('kreta'), ('kroatia'),
    ('kypros'), ('københavn'), ('lanzarote'), ('latvia'), ('lisboa'), ('litauen'), ('london'), ('luxembourg'),
    ('madrid'), ('malaga'), ('mallorca'), ('malmö'), ('malmø'), ('malta'), ('marbella'), ('marokko'), ('mexico'),
    ('milano'), ('montenegro'), ('málaga'), ('münchen'), ('nederland'), ('new york'), ('nice'), ('odense'),
    ('palma'), ('paris'), ('polen'), ('portugal'), ('praha'), ('reykjavik'), ('reykjavík'), ('rhodos'), ('riga'),
    ('roma'), ('romania'), ('russland'), ('serbia'), ('sevilla'), ('sicilia'), ('singapore'), ('skottland'),
    ('skåne'), ('slovakia'), ('slovenia'), ('spania'), ('stockholm'), ('storbritannia'), ('sveits'), ('sverige'),
    ('sør-afrika'), ('tallinn'), ('tenerife'), ('thailand'), ('tsjekkia'), ('tunisia'), ('tyrkia'), ('tyskland'),
    ('ukraina'), ('ungarn'), ('uppsala'), ('usa'), ('utlandet'), ('valencia'), ('venezia'), ('vietnam'), ('vilnius'),
    ('wales'), ('warszawa'), ('wien'), ('zürich'), ('ålborg'), ('århus'), ('østerrike');
