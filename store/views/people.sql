-- The participants of a form as the rules see them: `who` is the same for two rows that are one person, and `is_gp` is
-- true unless another specialty is stated.
CREATE VIEW form_participant AS
SELECT p.*,
       coalesce('person ' || p.person, 'hpr ' || p.hpr, 'name ' || p.name_key, 'row ' || p.position) AS who,
       p.specialty IS NULL OR lower(p.specialty) LIKE '%allmenn%' OR lower(p.specialty) LIKE '%fastlege%'
           OR lower(p.specialty) IN ('ingen', 'nei', '-', 'lege', 'turnuslege', 'lis', 'lis1', 'lis 1', 'lis3', 'lis 3',
                                     'alis', 'lege i spesialisering', 'under spesialisering') AS is_gp
FROM submission_participant p;

-- Who is marked as present at the meetings of a form.
CREATE VIEW form_present AS
SELECT a.submission, a.meeting, a.participant, p.who, p.name, p.name_key, p.hpr, p.person
FROM submission_present a
JOIN form_participant p ON p.submission = a.submission AND p.position = a.participant;

-- The meetings of a form with whole course hours: NULL where neither times nor hours are there; the lower where both are
-- and disagree.
CREATE VIEW form_meeting AS
SELECT m.*,
       CAST(m.hours AS INTEGER) AS stated_hours,
       m.minutes / (SELECT CAST(value AS INTEGER) FROM rule_parameter
                    WHERE rule = 'course-hour' AND name = 'minutes' AND valid_from <= coalesce(m.date, '9999')
                    ORDER BY valid_from DESC LIMIT 1) AS timed_hours
FROM submission_meeting m;

-- Participants and changed members who are new to us but known by name and number: they become persons when the form is
-- accepted. A number that another row gives to another name, and the name of a member with another number, are no new
-- persons.
CREATE VIEW new_participant AS
SELECT p.*
FROM submission_participant p
JOIN submission s ON s.id = p.submission
WHERE p.person IS NULL AND p.hpr IS NOT NULL AND p.name IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM person WHERE hpr = p.hpr)
  AND NOT EXISTS (SELECT 1 FROM submission_participant other
                  WHERE other.submission = p.submission AND other.hpr = p.hpr AND other.name_key IS NOT p.name_key)
  AND NOT EXISTS (SELECT 1 FROM membership b JOIN person q ON q.id = b.person
                  WHERE b.group_id = s.group_id AND q.name_key = p.name_key AND q.hpr <> p.hpr);

CREATE VIEW new_change AS
SELECT c.*
FROM submission_change c
WHERE c.person IS NULL AND c.hpr IS NOT NULL AND c.name IS NOT NULL
  AND c.change IN ('joined', 'secretary', 'leader')
  AND NOT EXISTS (SELECT 1 FROM person WHERE hpr = c.hpr);
