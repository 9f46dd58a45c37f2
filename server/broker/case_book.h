// The case files of a unit.
#ifndef RUJUKAN_SERVER_BROKER_CASE_BOOK_H_
#define RUJUKAN_SERVER_BROKER_CASE_BOOK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/broker/workplace.h"
#include "server/domain/case_file.h"

namespace rujukan {

// The file when the caller may know of it: of its own unit and of a kind that is its role's work, and not excluded by the person
// whose referral opened it.
absl::StatusOr<std::optional<CaseFile>> FindOwnFile(const CaseFileId& id, const Caller& caller, Transaction& transaction);

// Only the owning unit sees a file; to anybody else it does not exist (NotFound). The head of a protection unit sees it without its
// summary. Thread-safe.
class CaseBook {
 public:
  explicit CaseBook(const Workplace& workplace) : work_(workplace) {}

  // The kind must be the unit's register (violation "case_file.kind" KIND_NOT_ALLOWED). A household only in a WELFARE file and only
  // one the caller may see; a referral only one this unit received, excluded officers aside (NotOfThisUnit). Gives the number
  // "K-<year>-<4 digits>" of the unit's own series.
  absl::StatusOr<CaseFile> Create(const WriteRequest& request, CaseFile case_file);
  absl::StatusOr<CaseFile> Get(const Caller& caller, const CaseFileId& id);
  // Newest first.
  absl::StatusOr<std::vector<CaseFile>> List(const Caller& caller, bool open_only, const PageRequest& page);
  // Only person_name, summary and report time change. EtagStale.
  absl::StatusOr<CaseFile> Update(const WriteRequest& request, CaseFile case_file, std::string_view etag);
  // StageNotPossible when the stage is not of this kind, is CLOSED, or the file is closed.
  absl::StatusOr<CaseFile> Advance(const WriteRequest& request, const CaseFileId& id, std::string_view etag, CaseFileStage stage);
  absl::StatusOr<CaseFile> Close(const WriteRequest& request, const CaseFileId& id, std::string_view etag, std::string_view reason);
  // Back to the last stage but CLOSED that every file has: REGISTERED.
  absl::StatusOr<CaseFile> Reopen(const WriteRequest& request, const CaseFileId& id, std::string_view etag,
                                  std::string_view reason);

 private:
  Workplace work_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_CASE_BOOK_H_
