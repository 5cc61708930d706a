-- A plain yes from the sender, in reply to our question whether a scan was read rightly, confirms the scan.
INSERT OR IGNORE INTO scan_confirmation (submission, message)
SELECT s.id, r.id
FROM message r
JOIN json_each(r.reading, '$.message.in_reply_to') i
JOIN outbox o ON o.message_id IN (i.value, trim(i.value, '<>'))
JOIN submission s ON s.message = o.message AND (o.submission IS NULL OR o.submission = s.id)
WHERE r.id = :message AND r.kind = 'reply' AND NOT r.forged AND NOT r.automatic
  AND o.purpose = 'confirm' AND lower(o.recipient) = r.sender
  AND s.decision = 'confirm'
  AND (words(r.reading ->> '$.text') LIKE ' ja %' OR words(r.reading ->> '$.text') LIKE ' hei ja %'
       OR words(r.reading ->> '$.text') LIKE ' bekreft%' OR words(r.reading ->> '$.text') LIKE ' stadfest%'
       OR words(r.reading ->> '$.text') LIKE ' det stemmer %' OR words(r.reading ->> '$.text') LIKE ' dette stemmer %'
       OR words(r.reading ->> '$.text') LIKE ' alt stemmer %' OR words(r.reading ->> '$.text') LIKE ' stemmer %')
  AND words(r.reading ->> '$.text') NOT LIKE '% ikke %' AND words(r.reading ->> '$.text') NOT LIKE '% ikkje %'
  AND words(r.reading ->> '$.text') NOT LIKE '% feil %' AND words(r.reading ->> '$.text') NOT LIKE '% men %'
  AND words(r.reading ->> '$.text') NOT LIKE '% unntatt %' AND words(r.reading ->> '$.text') NOT LIKE '% bortsett %';
