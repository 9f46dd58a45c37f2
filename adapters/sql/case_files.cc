#include "adapters/sql/aggregates.h"
#include "adapters/sql/binding.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/records.h"
#include "adapters/sql/statements.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

std::string BindingOf(const CaseFile& case_file) { return Binding("case_files", case_file.id, "record", case_file.version); }

void BindFields(const CaseFile& case_file, const std::string& sealed, const Sealer& sealer, Query& query) {
  query.Id(case_file.unit).Code(case_file.kind).Code(case_file.stage).Text(case_file.number).Int(case_file.version);
  query.Time(case_file.create_time)
      .Time(case_file.update_time)
      .Sealed(sealed, sealer)
      .Int(case_file.stage != CaseFileStage::kClosed);
}

}  // namespace

std::string SqlCaseFiles::Seal(const CaseFile& case_file) const {
  return context_.sealer.Seal(Encode(case_file), BindingOf(case_file));
}

absl::StatusOr<CaseFile> SqlCaseFiles::Read(Query& row) const {
  CaseFile case_file;
  case_file.id = row.GetId<CaseFileId>();
  case_file.unit = row.GetId<UnitId>();
  case_file.kind = row.GetCode<CaseFileKind>();
  case_file.stage = row.GetCode<CaseFileStage>();
  case_file.number = row.GetText();
  case_file.version = row.GetInt();
  case_file.create_time = row.GetTime();
  case_file.update_time = row.GetTime();
  RUJUKAN_TRY_ASSIGN(const std::string record, context_.sealer.Open(row.GetBlob(), BindingOf(case_file)));
  if (!Decode(record, case_file)) return RecordDamaged();
  return case_file;
}

absl::Status SqlCaseFiles::Insert(const CaseFile& case_file) {
  DigestFields stored;
  Query query(context_.connection, kInsertCaseFile);
  query.Id(case_file.id).Cover(stored);
  BindFields(case_file, Seal(case_file), context_.sealer, query);
  const Result result = query.RunForResult();
  if (result == Result::kUnique) return IdTaken();
  if (!IsOk(result)) return ToStatus(result);
  return audit_.Changed(AuditAction::kCreate, RecordOf(case_file.id), case_file.version, stored);
}

absl::StatusOr<std::optional<CaseFile>> SqlCaseFiles::Find(const CaseFileId& id) {
  Query query(context_.connection, kFindCaseFile);
  return ReadOne<CaseFile>(query.Id(id), [this](Query& row) { return Read(row); });
}

absl::Status SqlCaseFiles::Update(const CaseFile& case_file) {
  DigestFields stored;
  Query query(context_.connection, kUpdateCaseFile);
  query.Cover(stored);
  BindFields(case_file, Seal(case_file), context_.sealer, query);
  RUJUKAN_TRY(query.Uncover().Id(case_file.id).Int(case_file.version - 1).RunOnOneRow());
  return audit_.Changed(AuditAction::kChange, RecordOf(case_file.id), case_file.version, stored);
}

absl::StatusOr<std::vector<CaseFile>> SqlCaseFiles::List(const UnitId& unit, bool open_only, const PageRequest& page) {
  Query query(context_.connection, open_only ? kListOpenCaseFiles : kListCaseFiles);
  query.Id(unit).Blob(AfterInReverse(page)).Size(page.size);
  return ReadRows<CaseFile>(query, [this](Query& row) { return Read(row); });
}

absl::StatusOr<std::vector<CaseFileId>> SqlCaseFiles::ListIds(const PageRequest& page) {
  return ReadIds<CaseFileId>(context_.connection, kListCaseFileIds, page);
}

}  // namespace rujukan::sql
