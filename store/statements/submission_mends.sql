-- A mended form in a reply takes the place of the returned one.
UPDATE submission SET amends = :amends WHERE id = :submission;
