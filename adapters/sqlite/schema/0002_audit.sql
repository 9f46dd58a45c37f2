-- Chains for all that is a record, the keyed checks of what no chain covers, and the signed checkpoints.

-- The chains of units, officers, households, case files and regions: every change, what officers read and were refused.
CREATE TABLE record_events (
  -- RecordKind of server/domain/audit.h.
  kind INTEGER NOT NULL,
  -- 16 bytes; of a region its code.
  record BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  -- AuditAction.
  action INTEGER NOT NULL,
  unit BLOB,
  officer BLOB,
  role INTEGER NOT NULL,
  method TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- How often.
  count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  record_digest BLOB NOT NULL,
  -- What was read or refused: kind, length and id of each, one after the other.
  records BLOB NOT NULL,
  event_time INTEGER NOT NULL,
  previous_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  -- Keyed check of the hash.
  mac BLOB NOT NULL,
  PRIMARY KEY (kind, record, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_events_by_officer ON record_events (officer, event_time);

-- By which the reading of a record is found that is an event of the officer's chain.
CREATE TABLE readings (
  kind INTEGER NOT NULL,
  record BLOB NOT NULL,
  officer BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (kind, record, officer, sequence)
) STRICT, WITHOUT ROWID;

-- The events of all chains that are in no checkpoint yet, put here by the transaction that appended them.
CREATE TABLE unsigned_events (
  kind INTEGER NOT NULL,
  record BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (kind, record, sequence)
) STRICT, WITHOUT ROWID;

-- The text of each checkpoint with its signature.
CREATE TABLE checkpoints (
  number INTEGER NOT NULL PRIMARY KEY,
  content BLOB NOT NULL
) STRICT;

ALTER TABLE events ADD COLUMN mac BLOB NOT NULL DEFAULT X'';
CREATE INDEX events_by_officer ON events (officer, event_time);
ALTER TABLE inbox_events ADD COLUMN mac BLOB NOT NULL DEFAULT X'';
ALTER TABLE receipts ADD COLUMN mac BLOB NOT NULL DEFAULT X'';
-- Who could write these two without the keys could sign in as anybody.
ALTER TABLE officers ADD COLUMN mac BLOB NOT NULL DEFAULT X'';
ALTER TABLE sessions ADD COLUMN mac BLOB NOT NULL DEFAULT X'';
