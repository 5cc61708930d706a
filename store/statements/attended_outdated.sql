-- Asked by the tests: a row where held and attended are not what the forms say.
SELECT 1 AS outdated
WHERE EXISTS (SELECT group_id, day, submission, meeting, date, hours, disallowed FROM held
              EXCEPT
              SELECT group_id, day, submission, meeting, date, hours, disallowed FROM meeting_in_force)
   OR EXISTS (SELECT group_id, day, submission, meeting, date, hours, disallowed FROM meeting_in_force
              EXCEPT
              SELECT group_id, day, submission, meeting, date, hours, disallowed FROM held)
   OR EXISTS (SELECT person, day, group_id, submission, date, hours, allowed, disallowed FROM attended
              EXCEPT
              SELECT person, day, group_id, submission, date, hours, allowed, disallowed FROM attended_from_forms)
   OR EXISTS (SELECT person, day, group_id, submission, date, hours, allowed, disallowed FROM attended_from_forms
              EXCEPT
              SELECT person, day, group_id, submission, date, hours, allowed, disallowed FROM attended);
