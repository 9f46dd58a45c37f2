#include "adapters/mysql/server_errors.h"

#include "absl/strings/str_cat.h"

namespace rujukan::mysql {
namespace {

using sql::Result;

bool IsOfClient(int error) { return error >= kClientErrorsBegin && error < kClientErrorsEnd; }

const char* Meaning(int error) {
  switch (error) {
    case kAccessDenied:
      return "the server refuses the user or the password";
    case kHostNotAllowed:
      return "the server does not let this host in";
    case kDatabaseDenied:
      return "the user has no right to this database";
    case kDatabaseUnknown:
      return "there is no such database";
    case kTableDenied:
    case kViewDenied:
    case kPrivilegeNeeded:
      return "the user has not the right to do this";
    case kTooManyConnections:
    case kTooManyUserConnections:
      return "the server has as many connections as it may";
    case kOptionPreventsStatement:
    case kReadOnlyMode:
    case kReadOnlyTransaction:
      return "the server only lets read";
    case kServerShutdown:
      return "the server is stopping";
    case kErrorOnWrite:
    case kNoSpaceLeft:
    case kDiskFull:
    case kErrorWritingFile:
    case kTableFull:
    case kTemporaryFileWrite:
      return "the server has no room";
    case kLockWaitTimeout:
    case kDeadlock:
      return "somebody else is using the database";
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
    case kTooManyUserConnections:
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
    case kConnectionKilled:
    case kSessionKilled:
      return true;
    default:
      return IsOfClient(error);
  }
}

std::string Describe(int error) { return absl::StrCat(Meaning(error), " (error ", error, ")"); }

}  // namespace rujukan::mysql
