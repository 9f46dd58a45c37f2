#include "adapters/mysql/server_errors.h"

#include "absl/strings/str_cat.h"

namespace rujukan::mysql {
namespace {

using sql::Result;

bool IsOfClient(int error) { return error >= kClientErrorsBegin && error < kClientErrorsEnd; }

const char* Meaning(int error) {
  switch (error) {
    case kAccessDenied:
    case kAccessDeniedWithoutPassword:
      return "the server refuses the user or the password";
    case kPasswordExpired:
    case kAccountLockedByMySql:
    case kAccountLockedByMariaDb:
      return "the user is locked or the password has expired";
    case kHostNotAllowed:
      return "the server does not let this host in";
    case kDatabaseDenied:
      return "the user has no right to this database, or there is none; deploy/mysql/create_users.sql makes both";
    case kDatabaseUnknown:
      return "there is no such database; deploy/mysql/create_users.sql makes it";
    case kTableDenied:
    case kColumnDenied:
    case kViewDenied:
    case kPrivilegeNeeded:
      return "the user has not the right to do this; deploy/mysql/create_users.sql tells the rights";
    case kTlsRequired:
      return "the server wants TLS: name the certificate of its authority in ca_file";
    case kTlsFailed:
      return "no TLS with this server: it has none, or its certificate is not signed by ca_file, has another name or has expired";
    case kSignInPluginFailed:
      // What Debian's client library says to caching_sha2_password of MySQL over plain TCP.
      return "this user cannot sign in without TLS: name the certificate of the server's authority in ca_file, or use unix_socket";
    case kTooManyConnections:
    case kTooManyUserConnections:
    case kUserLimitReached:
      return "the server has as many connections as it may";
    case kOptionPreventsStatement:
    case kReadOnlyMode:
    case kReadOnlyTransaction:
      return "the server only lets read";
    case kServerShutdown:
      return "the server is stopping";
    case kQueryInterrupted:
    case kStatementTimeout:
    case kQueryTimeout:
      return "a statement took too long";
    case kGaleraNotReady:
    case kServerIsolated:
      return "the server has lost its cluster";
    case kConnectionAborted:
    case kConnectionKilled:
    case kSessionKilled:
    case kIdleTooLong:
      return "the server ended the connection";
    case kErrorOnWrite:
    case kNoSpaceLeft:
    case kDiskFull:
    case kErrorWritingFile:
    case kTableFull:
    case kTemporaryFileWrite:
      return "the server has no room";
    case kLockWaitTimeout:
    case kDeadlock:
    case kRecordChanged:
    case kNeedReprepare:
      return "somebody else is using the database";
    case kTableUnknown:
    case kColumnUnknown:
      return "a table or a column is not there, although the schema says so";
    case 0:
      return "the connector failed";
    default:
      return IsOfClient(error) ? "the server cannot be reached" : "the server refused a statement";
  }
}

}  // namespace

Result ToResult(int error, bool reading) {
  switch (error) {
    case kDuplicateEntry:
      return Result::kUnique;
    case kLockWaitTimeout:
    case kDeadlock:
    case kRecordChanged:
    case kNeedReprepare:
      return Result::kConflict;
    case kErrorOnWrite:
    case kNoSpaceLeft:
    case kDiskFull:
    case kErrorWritingFile:
    case kTableFull:
    case kTemporaryFileWrite:
      return Result::kFull;
    case kReadOnlyTransaction:
      return reading ? Result::kDefect : Result::kUnavailable;
    case kCommandsOutOfSync:
      return Result::kDefect;
    case kTooManyConnections:
    case kServerShutdown:
    case kConnectionAborted:
    case kNetworkReadFromPipe:
    case kNetworkPacketsOutOfOrder:
    case kNetworkReadError:
    case kNetworkReadInterrupted:
    case kNetworkWriteError:
    case kNetworkWriteInterrupted:
    case kTooManyUserConnections:
    case kUserLimitReached:
    case kIdleTooLong:
    case kQueryInterrupted:
    case kOptionPreventsStatement:
    case kReadOnlyMode:
    case kConnectionKilled:
    case kStatementTimeout:
    case kGaleraNotReady:
    case kTooManyStatements:
    case kQueryTimeout:
    case kSessionKilled:
    case kServerIsolated:
    case kAccessDenied:
      return Result::kUnavailable;
    default:
      return IsOfClient(error) ? Result::kUnavailable : Result::kDefect;
  }
}

bool EndsConnection(int error) {
  switch (error) {
    case kServerShutdown:
    case kConnectionAborted:
    case kNetworkReadFromPipe:
    case kNetworkPacketsOutOfOrder:
    case kNetworkReadError:
    case kNetworkReadInterrupted:
    case kNetworkWriteError:
    case kNetworkWriteInterrupted:
    case kConnectionKilled:
    case kSessionKilled:
    case kIdleTooLong:
      return true;
    default:
      return IsOfClient(error);
  }
}

bool NeedsOperator(int error) { return error == kAccessDenied || error == kTlsFailed || error == kSignInPluginFailed; }

bool IsDenied(int error) {
  return error == kDatabaseDenied || error == kTableDenied || error == kColumnDenied || error == kViewDenied ||
         error == kPrivilegeNeeded;
}

std::string Describe(int error) { return absl::StrCat(Meaning(error), " (error ", error, ")"); }

}  // namespace rujukan::mysql
