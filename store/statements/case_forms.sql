-- The forms that a reply may be about, by the mail of ours that it answers or by the token that it brings back (:hash, its
-- SHA-256, or NULL): those of the whole conversation, of each its latest version, with what was asked. Only who got our mail,
-- and whoever belongs to the group on the day on which the reply came, may speak for it.
WITH about (conversation, recipient) AS (
    SELECT coalesce(x.conversation, x.id), o.recipient
    FROM message m
    JOIN json_each(m.reading, '$.message.in_reply_to') i
    JOIN outbox o ON o.message_id = i.value
    JOIN message x ON x.id = o.message
    WHERE m.id = :message AND (o.answer = 1 OR o.purpose = 'review')
    UNION
    SELECT t.message, t.recipient
    FROM message m
    JOIN token t ON t.hash = :hash
    WHERE m.id = :message AND t.purpose = 'answer' AND t.expires_at > :now
      AND t.message = m.reading ->> '$.message.reference.number')
SELECT about.conversation, s.id AS submission, s.form, s.decision, s.number_key,
       json_extract(x.reading, '$.forms[' || s.position || ']') AS "content:json",
       (SELECT json_group_array(json_object('number', q.number, 'asks', q.asks, 'meeting', q.meeting, 'participant', q.participant,
                                            'change', q.change, 'open', q.open))
        FROM question q WHERE q.submission = s.id) AS "questions:json"
FROM about
JOIN message x ON x.id = about.conversation OR x.conversation = about.conversation
JOIN submission s ON s.message = x.id
JOIN message m ON m.id = :message
WHERE x.id <> m.id AND NOT m.forged AND NOT m.automatic
  AND NOT EXISTS (SELECT 1 FROM submission later WHERE later.amends = s.id)
  AND (about.recipient = m.sender
       OR EXISTS (SELECT 1 FROM person p JOIN membership b ON b.person = p.id
                  WHERE p.email = m.sender AND b.group_id = s.group_id
                    AND b.from_on <= substr(m.received_at, 1, 10)
                    AND (b.until_on IS NULL OR b.until_on > substr(m.received_at, 1, 10))))
GROUP BY s.id
ORDER BY s.id;
