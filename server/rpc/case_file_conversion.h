// Case files between wire and domain.
#ifndef RUJUKAN_SERVER_RPC_CASE_FILE_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_CASE_FILE_CONVERSION_H_

#include "rujukan/v1/case_file.pb.h"
#include "server/domain/case_file.h"
#include "server/domain/ports.h"

namespace rujukan {

v1::CaseFile ToProto(const CaseFile& file, const Sealer& sealer);

// Without id when the file has no name yet.
CaseFile FromProto(const v1::CaseFile& file);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_CASE_FILE_CONVERSION_H_
