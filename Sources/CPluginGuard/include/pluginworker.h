#pragma once

#include <stddef.h>
#include <stdint.h>

/// A process that policies of somebody else's live in, as the one that asks them sees it.
typedef struct plugin_worker {
    int32_t process;
    /// Both ways: what is asked, and that it was answered.
    int32_t socket;
    /// The file of the memory that both processes see; nobody else can find it, and it is gone with them.
    int32_t shared;
    /// Milliseconds for which the socket waits.
    int64_t patience;
} plugin_worker;

/// Starts a worker: its standard input and output are the socket, its descriptor 3 is the shared memory, and its standard error is
/// this process's.
/// @return 0, or the number of the system's error.
int32_t plugin_worker_start(plugin_worker *worker, char *const arguments[], char *const environment[]);

/// Kills the worker if it lives, waits for it, and closes what was shared.
void plugin_worker_end(plugin_worker *worker);

/// Waits until the worker has ended, which its closed socket says it is about to.
/// @return its status as of `waitpid`, or -1 where it has not ended within a second.
int32_t plugin_worker_status(plugin_worker *worker);

/// In a worker: ends this process when the one that has started it ends.
void end_with_parent(void);

/// Makes the shared memory larger and maps it.
/// @return NULL where the system has none.
void *plugin_worker_map(const plugin_worker *worker, void *old, size_t old_size, size_t size);

/// Sends all bytes.
/// @return 0, or the number of the system's error.
int32_t plugin_worker_send(const plugin_worker *worker, const void *bytes, size_t count);

/// Receives exactly so many bytes.
/// @param deadline milliseconds on the clock that it may take, at least 1.
/// @return 0; -1 when the worker has closed its end; -2 when the time is over; else the number of the system's error.
int32_t plugin_worker_receive(plugin_worker *worker, void *bytes, size_t count, int64_t deadline);
