-- The language of a mail becomes that of the person who wrote it. A few words in no particular language say nothing.
UPDATE person
SET language = :language
WHERE email = :address AND language IS NOT :language AND (:language = 'nn' OR length(:text) >= 80);
