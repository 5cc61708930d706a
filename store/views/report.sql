-- The stable views for reports; their columns stand in docs/contract.md.

-- One row a mail, at the first of the places where copies of it stand.
CREATE VIEW report_message AS
SELECT m.id,
       (SELECT l.mailbox FROM location l WHERE l.message = m.id
        ORDER BY l.mailbox, l.uidvalidity, length(l.uid), l.uid LIMIT 1) AS mailbox,
       (SELECT l.uid FROM location l WHERE l.message = m.id
        ORDER BY l.mailbox, l.uidvalidity, length(l.uid), l.uid LIMIT 1) AS uid,
       m.message_id, m.sender, m.subject, m.received_at, m.state, m.kind
FROM message m;

-- The group's number and name as registered, else as the form gives them.
CREATE VIEW report_submission AS
SELECT s.id, s.message, s.form,
       coalesce(g.number, s.group_number) AS group_number,
       coalesce(g.name, s.group_name) AS group_name,
       s.decision, s.decided_by, s.decided_at
FROM submission s
LEFT JOIN small_group g ON g.id = s.group_id;

CREATE VIEW report_finding AS
SELECT submission, rule, severity, about, text
FROM finding;

CREATE VIEW report_credit AS
SELECT p.hpr, p.name, g.number AS group_number, c.date, c.hours, c.status
FROM credit c
JOIN person p ON p.id = c.person
JOIN small_group g ON g.id = c.group_id;

CREATE VIEW report_mail AS
SELECT id, submission, recipient, purpose, state, attempts, message_id
FROM outbox;
