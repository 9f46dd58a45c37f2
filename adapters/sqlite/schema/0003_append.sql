-- Rows that only ever come are appended to a table, and found by an index of short entries: a row kept in the order of a key that
-- begins with its unit or officer had a page of its own to rewrite each time, and to split often.

CREATE TABLE appended_inbox_events (
  unit BLOB NOT NULL REFERENCES inboxes (unit),
  sequence INTEGER NOT NULL,
  referral BLOB NOT NULL,
  move INTEGER NOT NULL,
  state INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  number TEXT NOT NULL,
  action_needed INTEGER NOT NULL,
  event_time INTEGER NOT NULL,
  mac BLOB NOT NULL,
  PRIMARY KEY (unit, sequence)
) STRICT;
INSERT INTO appended_inbox_events SELECT * FROM inbox_events;
DROP TABLE inbox_events;
ALTER TABLE appended_inbox_events RENAME TO inbox_events;

CREATE TABLE appended_receipts (
  unit BLOB NOT NULL,
  officer BLOB NOT NULL,
  method TEXT NOT NULL,
  request_id BLOB NOT NULL,
  fingerprint BLOB NOT NULL,
  resource TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  mac BLOB NOT NULL,
  PRIMARY KEY (unit, officer, method, request_id)
) STRICT;
INSERT INTO appended_receipts SELECT * FROM receipts;
DROP TABLE receipts;
ALTER TABLE appended_receipts RENAME TO receipts;
