-- What is deleted asks who refers to it.
CREATE INDEX imported_membership_by_person ON imported_membership (person);
CREATE INDEX officer_by_person ON submission_officer (person) WHERE person IS NOT NULL;
CREATE INDEX candidate_by_group ON submission_candidate (group_id);
