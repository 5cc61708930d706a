-- Everything that the database holds about the person :person, and of nobody else; a column a kind of data. Mails count as the
-- person's where their address is nobody else's. The original of a mail may hold others: it is only named.
WITH me AS MATERIALIZED (
    SELECT p.*, CASE WHEN (SELECT count(*) FROM person q WHERE q.email = p.email) = 1 THEN p.email END AS own_address
    FROM person p
    WHERE p.id = :person),
mine AS MATERIALIZED (
    SELECT p.submission, p.position, 'participant' AS role, p.name, p.hpr, p.email, p.specialty, p.profession, p.workplace,
           NULL AS date
    FROM submission_participant p, me WHERE p.person = me.id OR p.hpr = me.hpr
    UNION ALL
    SELECT o.submission, NULL, o.role, o.name, o.hpr, o.email, NULL, NULL, NULL, NULL
    FROM submission_officer o, me WHERE o.person = me.id OR o.hpr = me.hpr
    UNION ALL
    SELECT c.submission, NULL, 'change: ' || c.change, c.name, c.hpr, c.email, c.specialty, c.profession, NULL, c.date
    FROM submission_change c, me WHERE c.person = me.id OR c.hpr = me.hpr)
SELECT me.hpr, me.name, me.email, me.imported_email, me.imported_email_on, me.language, me.specialty, me.profession, me.in_training, me.period_start,
       (SELECT json_group_array(json_object('group', g.number, 'name', g.name, 'role', b.role, 'from', b.from_on, 'until', b.until_on))
        FROM membership b JOIN small_group g ON g.id = b.group_id WHERE b.person = me.id) AS "memberships:json",
       (SELECT json_group_array(json_object('group', g.number, 'role', b.role, 'from', b.from_on))
        FROM imported_membership b JOIN small_group g ON g.id = b.group_id WHERE b.person = me.id) AS "imported_memberships:json",
       (SELECT json_group_array(json_object('submission', a.submission, 'email', a.email))
        FROM address_beside_name a WHERE a.person = me.id) AS "addresses_beside_name:json",
       (SELECT json_group_array(json_object('group', g.number, 'date', c.date, 'status', c.status, 'hours', c.hours,
                                            'points', c.points, 'waits_for', c.waits_for))
        FROM credit c JOIN small_group g ON g.id = c.group_id WHERE c.person = :person) AS "account:json",
       (SELECT json_group_array(json_object('group', g.number, 'date', t.date, 'status', t.status, 'hours', t.hours))
        FROM told t JOIN small_group g ON g.id = t.group_id WHERE t.person = me.id) AS "told:json",
       (SELECT json_group_array(json_object(
                   'submission', s.id, 'mail', s.message, 'received_at', m.received_at, 'form', s.form,
                   'group', coalesce(g.number, s.group_number), 'decision', s.decision, 'decided_at', s.decided_at,
                   'role', i.role, 'name', i.name, 'hpr', i.hpr, 'email', i.email, 'specialty', i.specialty,
                   'profession', i.profession, 'workplace', i.workplace, 'date', i.date,
                   'meetings', (SELECT json_group_array(json_object('date', t.date, 'start', t.start, 'end', t."end",
                                                                    'minutes', t.minutes, 'hours', t.hours, 'topic', t.topic))
                                FROM submission_present a
                                JOIN submission_meeting t ON t.submission = a.submission AND t.position = a.meeting
                                WHERE a.submission = i.submission AND a.participant = i.position),
                   'findings', (SELECT json_group_array(json_object('rule', f.rule, 'severity', f.severity))
                                FROM finding f WHERE f.submission = i.submission AND f.participant = i.position)))
        FROM mine i
        JOIN submission s ON s.id = i.submission
        JOIN message m ON m.id = s.message
        LEFT JOIN small_group g ON g.id = s.group_id) AS "forms:json",
       (SELECT json_group_array(json_object('mail', m.id, 'received_at', m.received_at, 'kind', m.kind, 'state', m.state,
                                            'subject', m.subject))
        FROM message m WHERE m.sender = me.own_address) AS "mails_received:json",
       (SELECT json_group_array(json_object('purpose', o.purpose, 'state', o.state, 'queued_at', o.queued_at, 'sent_at', o.sent_at))
        FROM outbox o WHERE o.recipient = me.own_address) AS "mails_sent:json",
       (SELECT json_group_array(json_object('group', g.number, 'reminded_on', r.reminded_on))
        FROM reminder r JOIN small_group g ON g.id = r.group_id WHERE r.person = me.id) AS "reminders:json",
       (SELECT json_group_array(message)
        FROM (SELECT r.message FROM raw_message r JOIN message m ON m.id = r.message WHERE m.sender = me.own_address
              UNION
              SELECT r.message FROM mine i JOIN submission s ON s.id = i.submission JOIN raw_message r ON r.message = s.message
              ORDER BY 1)) AS "originals:json",
       me.email IS NOT NULL AND me.own_address IS NULL AS shares_address
FROM me;
