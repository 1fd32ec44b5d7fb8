-- What lists of cases are narrowed by. The rows are filled by a rebuild; the mark asks for it.

ALTER TABLE dossier ADD COLUMN duty BIGINT NOT NULL DEFAULT 0;
ALTER TABLE dossier ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier ADD COLUMN officer TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier ADD COLUMN channel TEXT NOT NULL DEFAULT '';

-- Everything a list is narrowed by stands in the index that is walked, so that a narrow list reads no case.
DROP INDEX dossier_by_due;
CREATE INDEX dossier_by_due ON dossier
  (is_open, due_key, id, sight, duty, status, procedure, unit, officer, submitted_at, timeliness);
CREATE INDEX dossier_by_reception ON dossier (submitted_at, id, duty, procedure, channel);

CREATE TABLE read_models_behind (step BIGINT PRIMARY KEY);
INSERT INTO read_models_behind (step) SELECT 9 WHERE EXISTS (SELECT 1 FROM journal);
