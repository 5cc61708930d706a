-- What forgetting the person :person would remove, and what stays, in numbers. {id, hpr, name, address, shares_address,
-- form_details, mails, mails_open, originals, sent, sent_waiting, told, days, lists, memberships, others_originals}
WITH me AS MATERIALIZED (
    SELECT p.*, CASE WHEN (SELECT count(*) FROM person q WHERE q.email = p.email) = 1
                          AND p.email <> 'forgotten-' || p.id || '@invalid' THEN p.email END AS own_address
    FROM person p
    WHERE p.id = :person),
-- Mails of the person, and whether all about them is settled.
written AS MATERIALIZED (
    SELECT m.id, EXISTS (SELECT 1 FROM settled_mail t WHERE t.id = m.id) AS settled
    FROM me JOIN message m ON m.sender = me.own_address)
SELECT me.id, me.hpr, me.name, nullif(me.email, 'forgotten-' || me.id || '@invalid') AS address,
       (SELECT count(*) FROM person q WHERE q.email = me.email) > 1 AS shares_address,
       (SELECT count(*) FROM submission_participant p WHERE p.person = me.id AND (p.email NOT LIKE '%@invalid' OR p.workplace IS NOT NULL))
       + (SELECT count(*) FROM submission_officer o WHERE o.person = me.id AND o.email NOT LIKE '%@invalid')
       + (SELECT count(*) FROM submission_change c WHERE c.person = me.id AND c.email NOT LIKE '%@invalid') AS form_details,
       (SELECT count(*) FROM written WHERE settled) AS mails,
       (SELECT count(*) FROM written WHERE NOT settled) AS mails_open,
       (SELECT count(*) FROM message m JOIN raw_message r ON r.message = m.id
        WHERE m.sender = me.email AND EXISTS (SELECT 1 FROM submission s WHERE s.message = m.id)) AS originals,
       (SELECT count(*) FROM outbox o WHERE o.recipient = me.own_address AND o.state <> 'queued') AS sent,
       (SELECT count(*) FROM outbox o WHERE o.recipient = me.own_address AND o.state = 'queued') AS sent_waiting,
       (SELECT count(*) FROM told t WHERE t.person = me.id) AS told,
       (SELECT count(*) FROM attended a WHERE a.person = me.id) AS days,
       (SELECT count(DISTINCT p.submission) FROM submission_participant p WHERE p.person = me.id) AS lists,
       (SELECT count(*) FROM membership b WHERE b.person = me.id) AS memberships,
       (SELECT count(DISTINCT r.message)
        FROM submission_participant p
        JOIN submission s ON s.id = p.submission
        JOIN raw_message r ON r.message = s.message
        JOIN message m ON m.id = r.message
        WHERE p.person = me.id AND m.sender IS NOT me.email) AS others_originals
FROM me;
