-- Writes held and attended anew, all of them.
DELETE FROM held;
DELETE FROM attended;
INSERT INTO held (group_id, day, submission, meeting, date, hours, disallowed)
SELECT group_id, day, submission, meeting, date, hours, disallowed FROM meeting_in_force;
INSERT INTO attended (person, day, group_id, submission, date, hours, allowed, disallowed)
SELECT person, day, group_id, submission, date, hours, allowed, disallowed FROM attended_from_forms;
