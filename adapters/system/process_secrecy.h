// Keeping what a process knows to itself.
#ifndef RUJUKAN_ADAPTERS_SYSTEM_PROCESS_SECRECY_H_
#define RUJUKAN_ADAPTERS_SYSTEM_PROCESS_SECRECY_H_

namespace rujukan {

// From here on this process leaves no core file when it crashes, and nobody but root may look into its memory, other processes of
// the same user included. It also holds for a core pattern that hands core files to a program, for which the limit of their size
// does not count. Programs that this process starts are not bound by it. False when the machine refuses.
bool ForbidDumps();

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_SYSTEM_PROCESS_SECRECY_H_
