-- Memberships are replayed by date from what the imports and the accepted forms say (store/views/membership.sql): the table
-- membership keeps the outcome at hand, and the triggers here have it written anew.

-- What the imports said. The first day is '0001-01-01' where it is unknown.
CREATE TABLE imported_membership (
    group_id INTEGER NOT NULL REFERENCES small_group (id) ON DELETE CASCADE,
    person   INTEGER NOT NULL REFERENCES person (id),
    role     TEXT NOT NULL CHECK (role IN ('member', 'secretary', 'leader')),
    from_on  TEXT NOT NULL,
    PRIMARY KEY (group_id, role, person, from_on)
) STRICT, WITHOUT ROWID;
INSERT INTO imported_membership SELECT group_id, person, role, from_on FROM membership;

CREATE TRIGGER membership_after_import AFTER INSERT ON imported_membership
BEGIN
    INSERT INTO membership_anew (group_id, person) VALUES (new.group_id, new.person);
END;

CREATE TRIGGER membership_after_imported_day AFTER UPDATE ON imported_membership
BEGIN
    INSERT INTO membership_anew (group_id, person) VALUES (new.group_id, new.person);
END;

-- A start or update form that does not stand any more takes its changes with it. What one brings that begins to stand is written
-- when its persons are known (register_start.sql, register_update.sql).
CREATE TRIGGER membership_without_form AFTER UPDATE OF decision ON submission
WHEN old.form IN ('start', 'update') AND old.group_id IS NOT NULL AND old.decision IN ('accept', 'partial')
     AND new.decision IS NULL
BEGIN
    INSERT INTO membership_anew (group_id, person) VALUES (old.group_id, NULL);
END;

-- Whose first day was among those of a list that stands no longer, or who was there and is no member that day.
CREATE TRIGGER membership_after_held AFTER INSERT ON attended
WHEN NOT EXISTS (SELECT 1 FROM membership b
                 WHERE b.group_id = new.group_id AND b.role = 'member' AND b.person = new.person
                   AND b.from_on <= new.date AND (b.until_on IS NULL OR b.until_on > new.date))
BEGIN
    INSERT INTO membership_anew (group_id, person) VALUES (new.group_id, new.person);
END;

CREATE TRIGGER membership_without_held AFTER DELETE ON attended
WHEN EXISTS (SELECT 1 FROM membership b
             WHERE b.group_id = old.group_id AND b.role = 'member' AND b.person = old.person AND b.from_on = old.date)
BEGIN
    INSERT INTO membership_anew (group_id, person) VALUES (old.group_id, old.person);
END;

-- The start form that first named a person who has no number: the same form names the same person again.
ALTER TABLE person ADD COLUMN named_by INTEGER REFERENCES submission (id) ON DELETE SET NULL;
CREATE INDEX person_by_form ON person (named_by) WHERE named_by IS NOT NULL;

-- Addresses: person.email is the one in force (register_addresses.sql). What the office's import gives, and since when.
ALTER TABLE person ADD COLUMN imported_email TEXT;
ALTER TABLE person ADD COLUMN imported_email_on TEXT;
UPDATE person SET imported_email = email, imported_email_on = '' WHERE email IS NOT NULL;

-- The address that stood beside a person's name on a form, taken where the person had none and belonged to no other group.
CREATE TABLE address_beside_name (
    submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    person     INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    email      TEXT NOT NULL,
    PRIMARY KEY (submission, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_by_person ON address_beside_name (person);

-- Changes of address are in force from their day on: up to which day they have been looked at, now and before.
CREATE INDEX change_of_address ON submission_change (date) WHERE change = 'email' AND date IS NOT NULL;
CREATE INDEX change_by_person ON submission_change (person) WHERE person IS NOT NULL;
CREATE TABLE address_day (looked_on TEXT NOT NULL, looked_before TEXT NOT NULL) STRICT;
INSERT INTO address_day VALUES ('', '');
