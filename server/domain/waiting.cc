#include "server/domain/waiting.h"

namespace rujukan {
namespace {

thread_local WaitListener* listener_of_thread = nullptr;
thread_local int depth = 0;

}  // namespace

void WaitListener::SetForThisThread(WaitListener& listener) { listener_of_thread = &listener; }

Waiting::Waiting() {
  if (++depth == 1 && listener_of_thread != nullptr) listener_of_thread->ThreadWaits(true);
}

Waiting::~Waiting() {
  if (--depth == 0 && listener_of_thread != nullptr) listener_of_thread->ThreadWaits(false);
}

}  // namespace rujukan
