#include "server/rpc/household_conversion.h"

#include "google/protobuf/repeated_ptr_field.h"
#include "server/rpc/form_check.h"
#include "server/rpc/resource_name.h"
#include "server/rpc/times.h"

namespace rujukan {
namespace {

void Describe(const Violations& violations, google::protobuf::RepeatedPtrField<v1::FieldWarning>& out) {
  for (const Violation& violation : violations) {
    v1::FieldWarning& warning = *out.Add();
    warning.set_field(violation.field);
    warning.set_reason(violation.reason);
    warning.set_message_id(DescribeInIndonesian(violation));
    warning.set_message_en(DescribeInEnglish(violation));
  }
}

v1::Person ToProto(const Person& person) {
  v1::Person result;
  result.set_nik(person.nik);
  result.set_full_name(person.full_name);
  result.set_sex(static_cast<v1::Sex>(person.sex));
  result.set_birth_date(person.birth_date);
  result.set_birth_date_precision(static_cast<v1::TimePrecision>(person.birth_date_precision));
  result.set_relation(static_cast<v1::FamilyRelation>(person.relation));
  result.set_phone(person.phone);
  return result;
}

Person FromProto(const v1::Person& person) {
  Person result;
  result.nik = person.nik();
  result.full_name = person.full_name();
  result.sex = static_cast<Sex>(person.sex());
  result.birth_date = person.birth_date();
  result.birth_date_precision = static_cast<TimePrecision>(person.birth_date_precision());
  if (!result.birth_date.empty() && result.birth_date_precision == TimePrecision::kUnspecified) {
    result.birth_date_precision = TimePrecision::kExact;
  }
  result.relation = static_cast<FamilyRelation>(person.relation());
  result.phone = person.phone();
  return result;
}

v1::RowVerdict::Result ResultOf(const HouseholdRegister::Verdict& verdict) {
  if (verdict.rejected) return v1::RowVerdict::RESULT_REJECTED;
  switch (verdict.result) {
    case RowResult::kCreated:
      return v1::RowVerdict::RESULT_CREATED;
    case RowResult::kAdded:
      return v1::RowVerdict::RESULT_ADDED;
    case RowResult::kUpdated:
      return v1::RowVerdict::RESULT_UPDATED;
    case RowResult::kUnchanged:
      break;
  }
  return v1::RowVerdict::RESULT_UNCHANGED;
}

}  // namespace

v1::Household ToProto(const Household& household, const Sealer& sealer) {
  v1::Household result;
  result.set_name(NameOf(household.id));
  result.set_family_card_number(household.family_card_number);
  result.set_region(household.region);
  result.set_address(household.address);
  result.set_rt(household.rt);
  result.set_rw(household.rw);
  result.set_decile(household.decile);
  result.set_decile_source(static_cast<v1::DecileSource>(household.decile_source));
  result.set_decile_as_of(household.decile_as_of);
  for (const Person& member : household.members) *result.add_members() = ToProto(member);
  for (const HouseholdFlag& flag : household.flags) {
    v1::HouseholdFlag& added = *result.add_flags();
    added.set_vulnerability(static_cast<v1::Vulnerability>(flag.vulnerability));
    added.set_note(flag.note);
    *added.mutable_create_time() = ToProto(flag.create_time);
  }
  Describe(OdditiesOf(household), *result.mutable_warnings());
  result.set_etag(EtagOf(sealer, result.name(), household.version));
  *result.mutable_create_time() = ToProto(household.create_time);
  *result.mutable_update_time() = ToProto(household.update_time);
  return result;
}

Household FromProto(const v1::Household& household) {
  Household result;
  result.id = HouseholdIn(household.name());
  result.family_card_number = household.family_card_number();
  result.region = household.region();
  result.address = household.address();
  result.rt = household.rt();
  result.rw = household.rw();
  result.decile = household.decile();
  result.decile_source = static_cast<DecileSource>(household.decile_source());
  result.decile_as_of = household.decile_as_of();
  for (const v1::Person& member : household.members()) result.members.push_back(FromProto(member));
  return result;
}

HouseholdFlag FromProto(const v1::HouseholdFlag& flag) {
  HouseholdFlag result;
  result.vulnerability = static_cast<Vulnerability>(flag.vulnerability());
  result.note = flag.note();
  return result;
}

HouseholdRow FromProto(const v1::HouseholdRow& row) {
  HouseholdRow result;
  result.line_number = row.line_number();
  result.family_card_number = ToNfc(row.family_card_number());
  result.nik = ToNfc(row.nik());
  result.full_name = ToNfc(row.full_name());
  result.sex = ToNfc(row.sex());
  result.birth_date = ToNfc(row.birth_date());
  result.relation = ToNfc(row.relation());
  result.address = ToNfc(row.address());
  result.rt = ToNfc(row.rt());
  result.rw = ToNfc(row.rw());
  result.region = ToNfc(row.region());
  result.decile = ToNfc(row.decile());
  result.decile_source = ToNfc(row.decile_source());
  result.decile_as_of = ToNfc(row.decile_as_of());
  result.phone = ToNfc(row.phone());
  return result;
}

v1::RowVerdict ToProto(const HouseholdRegister::Verdict& verdict) {
  v1::RowVerdict result;
  result.set_line_number(verdict.line_number);
  result.set_result(ResultOf(verdict));
  if (!verdict.household.empty()) result.set_household(NameOf(verdict.household));
  Describe(verdict.errors, *result.mutable_errors());
  Describe(verdict.warnings, *result.mutable_warnings());
  return result;
}

}  // namespace rujukan
