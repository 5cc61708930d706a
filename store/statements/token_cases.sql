-- What a token entitles to decide: :submissions, numbered from 1.
INSERT INTO token_case (hash, number, submission)
SELECT :hash, key + 1, value FROM json_each(:submissions);
