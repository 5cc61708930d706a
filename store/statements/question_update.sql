-- Numbers what the findings on a submission ask of its sender, and closes what they ask no more.

-- Answers put into a form leave its rows where they were: what was asked keeps its number.
INSERT OR IGNORE INTO question (submission, number, rule, asks, about, meeting, participant, change, open)
SELECT s.id, q.number, q.rule, q.asks, q.about, q.meeting, q.participant, q.change, 0
FROM submission s
JOIN question q ON q.submission = s.amends
WHERE s.id = :submission
  AND EXISTS (SELECT 1 FROM answer a WHERE a.message = s.message AND a.submission = s.amends AND a.outcome = 'noted');

UPDATE question SET open = 0 WHERE submission = :submission;

-- A start form that is accepted in part has registered its group: its answers are an update form.
INSERT INTO question (submission, number, rule, asks, about, meeting, participant, change, open)
SELECT :submission, coalesce(known, highest + row_number() OVER (PARTITION BY known IS NULL ORDER BY position, place)),
       rule, asks, about, meeting, participant, change, 1
FROM (SELECT f.rule, a.value AS asks, f.about, f.meeting, f.participant, f.change, f.position, a.key AS place,
             (SELECT q.number FROM question q
              WHERE q.submission = f.submission AND q.rule = f.rule AND q.asks = a.value AND q.meeting IS f.meeting
                AND q.participant IS f.participant AND q.change IS f.change) AS known,
             (SELECT coalesce(max(q.number), 0)
              FROM message x
              JOIN submission other ON other.message = x.id
              JOIN question q ON q.submission = other.id
              WHERE x.id = coalesce(m.conversation, m.id) OR x.conversation = coalesce(m.conversation, m.id)) AS highest
      FROM submission s
      JOIN message m ON m.id = s.message
      JOIN finding f ON f.submission = s.id
      JOIN json_each('["' || replace(f.asks, ',', '","') || '"]') a
      WHERE s.id = :submission AND f.asks IS NOT NULL AND f.severity IN ('return', 'confirm', 'disallow')
        AND (s.decision IN ('return', 'confirm') OR (s.decision = 'partial' AND s.form <> 'start')))
WHERE true
ON CONFLICT (submission, number) DO UPDATE SET about = excluded.about, open = 1;
