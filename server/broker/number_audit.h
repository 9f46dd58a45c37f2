// Whether every series of numbers ends where the records say.
#ifndef RUJUKAN_SERVER_BROKER_NUMBER_AUDIT_H_
#define RUJUKAN_SERVER_BROKER_NUMBER_AUDIT_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "server/domain/case_file.h"
#include "server/domain/finding.h"
#include "server/domain/referral.h"
#include "server/domain/storage.h"

namespace rujukan {

// Takes all records that have numbers, then all series, and tells what differs. A number is given in the transaction that stores
// its record, so that the last of a series is always the highest there is.
class NumberAudit {
 public:
  void Add(const Referral& referral);
  void Add(const CaseFile& case_file);

  std::vector<Finding> Compare(const NumberSeries& series);
  // After all of them: series that are gone, and those of the SLRT.
  std::vector<Finding> Missing() const;

 private:
  void Add(std::string_view series, std::string_view number);

  // The highest number of each series.
  std::map<std::string, std::int64_t> highest_;
  // By year: how many referrals have a number of an SLRT, which does not tell of which, and the sum of their series.
  std::map<std::string, std::int64_t> of_slrt_;
  std::map<std::string, std::int64_t> given_by_slrt_;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_BROKER_NUMBER_AUDIT_H_
