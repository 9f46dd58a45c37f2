// The errors of MySQL and MariaDB by their names, and what they mean to a store.
#ifndef RUJUKAN_ADAPTERS_MYSQL_SERVER_ERRORS_H_
#define RUJUKAN_ADAPTERS_MYSQL_SERVER_ERRORS_H_

#include <string>

#include "adapters/sql/driver.h"

namespace rujukan::mysql {

// Numbers are part of the protocol and the same on every version. Those from 2000 to 2999 are of the client library: there is no
// connection, or it is lost.
enum ServerError : int {
  // One key is there already.
  kDuplicateEntry = 1062,

  // Somebody else was faster.
  kLockWaitTimeout = 1205,
  kDeadlock = 1213,
  kRecordChanged = 1020,
  kNeedReprepare = 1615,

  // No room: of the system, of a table, of the temporary folder, of the transaction's log.
  kErrorOnWrite = 3,
  kNoSpaceLeft = 28,
  kDiskFull = 1021,
  kErrorWritingFile = 1026,
  kTableFull = 1114,
  kTemporaryFileWrite = 1878,

  // Does not answer, or not us, or not now.
  kTooManyConnections = 1040,
  kServerShutdown = 1053,
  kConnectionAborted = 1152,
  kNetworkReadFromPipe = 1154,
  kNetworkPacketsOutOfOrder = 1156,
  kNetworkReadError = 1158,
  kNetworkReadInterrupted = 1159,
  kNetworkWriteError = 1160,
  kNetworkWriteInterrupted = 1161,
  kTooManyUserConnections = 1203,
  kUserLimitReached = 1226,
  kQueryInterrupted = 1317,
  kOptionPreventsStatement = 1290,
  kReadOnlyTransaction = 1792,
  kReadOnlyMode = 1836,
  kConnectionKilled = 1927,
  kStatementTimeout = 1969,
  kGaleraNotReady = 1047,
  kTooManyStatements = 1461,
  kQueryTimeout = 3024,
  kSessionKilled = 3169,
  kServerIsolated = 3100,
  kIdleTooLong = 4031,

  kClientErrorsBegin = 2000,
  kConnectionError = 2002,
  kCommandsOutOfSync = 2014,
  kTlsFailed = 2026,
  kSignInPluginFailed = 2061,
  kClientErrorsEnd = 3000,

  // What an operator has to put right.
  kDatabaseDenied = 1044,
  kAccessDenied = 1045,
  kAccessDeniedWithoutPassword = 1698,
  kDatabaseUnknown = 1049,
  kTableDenied = 1142,
  kColumnDenied = 1143,
  kViewDenied = 1370,
  kPrivilegeNeeded = 1227,
  kHostNotAllowed = 1130,
  kPasswordExpired = 1862,
  kAccountLockedByMySql = 3118,
  kAccountLockedByMariaDb = 4151,
  kTlsRequired = 3159,
  kTableUnknown = 1146,
  kColumnUnknown = 1054,
};

// `reading`: in a transaction that only reads, where a write is a defect of ours.
sql::Result ToResult(int error, bool reading);

// The connection is of no use after it.
bool EndsConnection(int error);

// Trying again does not help until somebody has put something right.
bool NeedsOperator(int error);

// The user has not the right.
bool IsDenied(int error);

// "the server only lets read (error 1290)". Never repeats what the server said, which may hold values of records.
std::string Describe(int error);

}  // namespace rujukan::mysql

#endif  // RUJUKAN_ADAPTERS_MYSQL_SERVER_ERRORS_H_
