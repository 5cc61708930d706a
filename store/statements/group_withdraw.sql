-- The group that a start form registered is no group as long as the form does not stand.
UPDATE small_group SET active = 0 WHERE start_form = :submission;
