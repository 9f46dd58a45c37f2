// Whoever lends threads to callers learns from them when they only wait, and lets others work meanwhile.
#ifndef RUJUKAN_SERVER_DOMAIN_WAITING_H_
#define RUJUKAN_SERVER_DOMAIN_WAITING_H_

namespace rujukan {

class WaitListener {
 public:
  // In the thread that waits from now on, or goes on (false). Must not block for long.
  virtual void ThreadWaits(bool waits) = 0;

  // For this thread, as long as it lives; it had none. The listener outlives the thread.
  static void SetForThisThread(WaitListener& listener);

 protected:
  ~WaitListener() = default;
};

// As long as this is there, its thread waits: for a commit, a server, a turn. Tells nobody in a thread without a listener; of those
// within each other only the outermost tells.
class Waiting {
 public:
  Waiting();
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_WAITING_H_
