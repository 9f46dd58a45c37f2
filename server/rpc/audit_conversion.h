// The audit trail, domain to wire.
#ifndef RUJUKAN_SERVER_RPC_AUDIT_CONVERSION_H_
#define RUJUKAN_SERVER_RPC_AUDIT_CONVERSION_H_

#include "rujukan/v1/audit.pb.h"
#include "server/broker/audit_desk.h"

namespace rujukan {

v1::AuditEvent ToProto(const AuditEntry& entry);
v1::Chain ToProto(const ChainPart& part);
v1::SignedCheckpoint ToProto(const KeptCheckpoint& kept);

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_RPC_AUDIT_CONVERSION_H_
