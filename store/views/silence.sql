-- When a group was last heard from: the newest of the form about it that came last, the last meeting on an accepted list, its
-- start, and the day on which it became known to us.
CREATE VIEW group_heard AS
SELECT h.*, max(coalesce(last_form, ''), coalesce(last_meeting, ''), coalesce(started_on, ''), coalesce(known_since, ''))
       AS heard_on
FROM (SELECT g.id AS group_id, g.number, g.name, g.kind, g.started_on, g.known_since,
             (SELECT substr(max(m.received_at), 1, 10)
              FROM submission s
              JOIN message m ON m.id = s.message
              WHERE s.group_id = g.id) AS last_form,
             (SELECT max(t.date)
              FROM submission s
              JOIN submission_meeting t ON t.submission = s.id
              WHERE s.group_id = g.id AND s.decision IN ('accept', 'partial') AND s.form = 'presence') AS last_meeting
      FROM small_group g
      WHERE g.active) h;
