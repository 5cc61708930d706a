-- What is decided about each submission, with its findings as text, so that two states can be compared. Findings about hours
-- that wait change with the account and are none of the decision.
CREATE VIEW standing_submission AS
SELECT s.id AS submission, s.message, m.state, s.decision, s.decided_at,
       (SELECT group_concat(said, char(10))
        FROM (SELECT DISTINCT severity || ' ' || rule || ' ' || about AS said FROM finding
              WHERE submission = s.id AND severity <> 'provisional' ORDER BY 1)) AS findings
FROM submission s
JOIN message m ON m.id = s.message
WHERE m.state IN ('decided', 'answered', 'filed');
