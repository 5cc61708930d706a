-- Mails about which nothing is open any more: the sender has the answer, every form is decided or another has taken its place,
-- nothing waits to be sent.
CREATE VIEW settled_mail AS
SELECT m.*
FROM message m
WHERE m.state IN ('answered', 'filed')
  AND NOT EXISTS (SELECT 1 FROM submission s
                  WHERE s.message = m.id AND (s.decision IS NULL OR s.decision IN ('flag', 'confirm'))
                    AND NOT EXISTS (SELECT 1 FROM submission later WHERE later.amends = s.id))
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message = m.id AND o.state = 'queued');
