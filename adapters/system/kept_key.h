// A key that stays in memory as long as its process works.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_KEPT_KEY_H_
#define RUJUKAN_ADAPTERS_SYSTEM_KEPT_KEY_H_

#include "adapters/system/secret_key.h"

namespace rujukan {

// 256 bits in a page of their own that libsodium guards: they are not written to swap or to a core file, nobody writes over them,
// what reads or writes past them ends the process, and they are wiped at the end. Where the machine refuses to lock the page they
// are kept all the same (IsLocked tells), because a server that does not start helps nobody and swap can be encrypted or turned
// off. Ends the process when there is no memory.
//
// What is not promised: keys that are in use are in registers and on the stack for that moment; a SecretKey, which wraps or opens
// one value, is wiped but not locked; and the plaintext of requests, answers and passwords passes through buffers of gRPC and the
// databases' libraries, which nobody wipes. Core files are off altogether (process_secrecy.h).
class KeptKey {
 public:
  explicit KeptKey(const SecretKey& key);
  ~KeptKey();
  KeptKey(const KeptKey&) = delete;
  KeptKey& operator=(const KeptKey&) = delete;

  const unsigned char* data() const { return bytes_; }
  bool IsLocked() const { return is_locked_; }

 private:
  unsigned char* bytes_;
  bool is_locked_;
};

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_KEPT_KEY_H_
