-- Chains for all that is a record, the keyed checks of what no chain covers, and the signed checkpoints. An ALTER TABLE cannot be run
-- twice, so it is asked first whether it was.

CREATE TABLE IF NOT EXISTS record_events (
  kind SMALLINT NOT NULL COMMENT 'RecordKind of server/domain/audit.h',
  record VARBINARY(64) NOT NULL COMMENT 'UUID; of a region its code',
  sequence BIGINT NOT NULL COMMENT 'Place in the chain, from 1',
  action SMALLINT NOT NULL COMMENT 'AuditAction',
  unit BINARY(16) COMMENT 'Whose officer did it',
  officer BINARY(16) COMMENT 'Who did it',
  role SMALLINT NOT NULL COMMENT 'Role in which',
  method TEXT NOT NULL COMMENT '"HouseholdService/GetHousehold"',
  reason TEXT NOT NULL COMMENT 'Why it was refused',
  count BIGINT NOT NULL COMMENT 'How often',
  version BIGINT NOT NULL COMMENT 'Version of the record after a change',
  record_digest VARBINARY(64) NOT NULL COMMENT 'SHA-256 of the record after a change',
  records MEDIUMBLOB NOT NULL COMMENT 'What was read or refused: kind, length and id of each, one after the other',
  event_time BIGINT NOT NULL COMMENT 'Microseconds since 1970, UTC',
  previous_hash VARBINARY(64) NOT NULL COMMENT 'Hash of the event before; empty for the first',
  hash VARBINARY(64) NOT NULL COMMENT 'SHA-256 over all of the above',
  mac VARBINARY(64) NOT NULL COMMENT 'Keyed check of the hash',
  PRIMARY KEY (kind, record, sequence),
  KEY record_events_by_officer (officer, event_time)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'The chains of all records but referrals: every change, what officers read and were refused';

CREATE TABLE IF NOT EXISTS readings (
  kind SMALLINT NOT NULL COMMENT 'RecordKind of what was read',
  record VARBINARY(64) NOT NULL COMMENT 'UUID of what was read',
  officer BINARY(16) NOT NULL COMMENT 'Who read it',
  sequence BIGINT NOT NULL COMMENT 'The event in the chain of the officer',
  PRIMARY KEY (kind, record, officer, sequence)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'By which a reading is found by record';

CREATE TABLE IF NOT EXISTS unsigned_events (
  kind SMALLINT NOT NULL COMMENT 'RecordKind',
  record VARBINARY(64) NOT NULL COMMENT 'UUID; of a region its code',
  sequence BIGINT NOT NULL COMMENT 'Place in the chain',
  hash VARBINARY(64) NOT NULL COMMENT 'Hash of the event',
  PRIMARY KEY (kind, record, sequence)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'The events that are in no checkpoint yet, put here by the transaction that appended them';

CREATE TABLE IF NOT EXISTS checkpoints (
  number BIGINT NOT NULL COMMENT 'From 1',
  content MEDIUMBLOB NOT NULL COMMENT 'The text with its signature',
  PRIMARY KEY (number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'The signed checkpoints';

SET @change = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE events ADD COLUMN mac VARBINARY(64) NOT NULL DEFAULT '''' COMMENT ''Keyed check of the hash'', ADD KEY events_by_officer (officer, event_time)', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'events' AND column_name = 'mac');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
SET @change = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE inbox_events ADD COLUMN mac VARBINARY(64) NOT NULL DEFAULT '''' COMMENT ''Keyed check of the row''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'inbox_events' AND column_name = 'mac');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
SET @change = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE receipts ADD COLUMN mac VARBINARY(64) NOT NULL DEFAULT '''' COMMENT ''Keyed check of the row''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'receipts' AND column_name = 'mac');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
SET @change = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE officers ADD COLUMN mac VARBINARY(64) NOT NULL DEFAULT '''' COMMENT ''Keyed check of the row: who could write it without the keys could sign in as anybody''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'officers' AND column_name = 'mac');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
SET @change = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE sessions ADD COLUMN mac VARBINARY(64) NOT NULL DEFAULT '''' COMMENT ''Keyed check of the row: who could write it without the keys could sign in as anybody''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'sessions' AND column_name = 'mac');
PREPARE change_once FROM @change;
EXECUTE change_once;
DEALLOCATE PREPARE change_once;
