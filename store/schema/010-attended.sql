-- What is asked of the account again and again, by group and day and by person and day: the rows of the views meeting_in_force
-- and attended_from_forms (store/views/attendance.sql), which are what is true. The triggers below have them written anew, in the same change of the
-- database, for the days of a form that begins or ceases to stand.

-- `day` numbers the days so that every month has 31 of them: see the views.
CREATE TABLE held (
    group_id   INTEGER NOT NULL REFERENCES small_group (id) ON DELETE CASCADE,
    day        INTEGER NOT NULL,
    submission INTEGER NOT NULL,
    meeting    INTEGER NOT NULL,              -- submission_meeting.position
    date       TEXT NOT NULL,
    hours      INTEGER NOT NULL,              -- whole course hours
    disallowed INTEGER NOT NULL,
    PRIMARY KEY (group_id, day, submission, meeting)
) STRICT, WITHOUT ROWID;

CREATE TABLE attended (
    person     INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    day        INTEGER NOT NULL,
    group_id   INTEGER NOT NULL REFERENCES small_group (id) ON DELETE CASCADE,
    submission INTEGER NOT NULL,
    date       TEXT NOT NULL,
    hours      INTEGER NOT NULL,              -- of all meetings of the day
    allowed    INTEGER NOT NULL,              -- of those that are not disallowed, before the most that a day may have
    disallowed INTEGER NOT NULL,              -- all of them
    PRIMARY KEY (person, day, group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attended_by_group ON attended (group_id, day);

CREATE TRIGGER held_after_decision AFTER UPDATE OF decision, group_id ON submission
WHEN new.form = 'presence' AND (old.decision IN ('accept', 'partial') OR new.decision IN ('accept', 'partial'))
BEGIN
    INSERT INTO held_anew (submission, group_id)
    SELECT new.id, value FROM (SELECT old.group_id AS value UNION SELECT new.group_id) WHERE value IS NOT NULL;
END;

CREATE TRIGGER held_after_person AFTER UPDATE OF person ON submission_participant
WHEN old.person IS NOT new.person
BEGIN
    INSERT INTO held_anew (submission, group_id)
    SELECT id, group_id FROM submission
    WHERE id = new.submission AND form = 'presence' AND decision IN ('accept', 'partial') AND group_id IS NOT NULL;
END;

CREATE TRIGGER held_after_finding AFTER INSERT ON finding
WHEN new.severity = 'disallow'
BEGIN
    INSERT INTO held_anew (submission, group_id)
    SELECT id, group_id FROM submission
    WHERE id = new.submission AND form = 'presence' AND decision IN ('accept', 'partial') AND group_id IS NOT NULL;
END;

CREATE TRIGGER held_without_finding AFTER DELETE ON finding
WHEN old.severity = 'disallow'
BEGIN
    INSERT INTO held_anew (submission, group_id)
    SELECT id, group_id FROM submission
    WHERE id = old.submission AND form = 'presence' AND decision IN ('accept', 'partial') AND group_id IS NOT NULL;
END;

-- A form that is gone holds no day.
CREATE TRIGGER held_without_form BEFORE DELETE ON submission WHEN old.group_id IS NOT NULL
BEGIN
    DELETE FROM held WHERE group_id = old.group_id AND submission = old.id;
    DELETE FROM attended WHERE group_id = old.group_id AND submission = old.id;
END;

-- Who was told of a day of a group.
CREATE INDEX told_by_group ON told (group_id, date);
