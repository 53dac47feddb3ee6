#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A process that policies of somebody else's live in, as the one that asks them sees it.
typedef struct plugin_worker {
    int32_t process;
    /// What is killed with it: its group, or where it shares the terminal the process alone.
    int32_t group;
    /// Both ways: what is asked, and that it was answered.
    int32_t socket;
    /// The file of the memory that both processes see; nobody else can find it, and it is gone with them.
    int32_t shared;
    /// Milliseconds for which the socket waits.
    int64_t patience;
} plugin_worker;

/// Starts a worker: its standard input is the socket, and its descriptor 3 is the shared memory.
/// @param printed where what it prints goes; -1 for this process's standard error.
/// @param has_terminal whether it may read from this process's terminal.
/// @return 0, or the number of the system's error.
int32_t plugin_worker_start(plugin_worker *worker, char *const arguments[], char *const environment[], int32_t printed,
                            bool has_terminal);

/// Kills the worker if it lives, waits for it, and closes what was shared.
void plugin_worker_end(plugin_worker *worker);

/// Waits until the worker has ended, which its closed socket says it is about to.
/// @return its status as of `waitpid`, or -1 where it has not ended within a second.
int32_t plugin_worker_status(plugin_worker *worker);

/// In a worker: ends this process when the one that has started it ends.
void end_with_parent(void);

/// The exit code of a worker in which memory of a call was touched that was over.
enum { EXIT_TOUCHED = 71 };

/// In a worker: maps the shared memory for one call, at a place of its own.
/// @return NULL where the system has none.
void *call_memory_map(int32_t shared, size_t size);

/// In a worker: takes the memory of a call that is over out of reach; who touches it ends the process with EXIT_TOUCHED.
void call_memory_retire(void *start, size_t size);

/// Makes the shared memory larger and maps it.
/// @return NULL where the system has none.
void *plugin_worker_map(const plugin_worker *worker, void *old, size_t old_size, size_t size);

/// Receives up to so many bytes, and stays awake for a moment before it sleeps until there are some: to be woken takes longer than most
/// answers. Whoever else wants the processor meanwhile gets it.
/// @return how many; 0 when the other side is gone, and -1 with `errno`, as of `recv`.
int64_t receive_awake(int32_t socket, void *bytes, size_t count);

/// Sends all bytes.
/// @return 0, or the number of the system's error.
int32_t plugin_worker_send(const plugin_worker *worker, const void *bytes, size_t count);

/// Receives exactly so many bytes.
/// @param deadline milliseconds on the clock that it may take, at least 1.
/// @return 0; -1 when the worker has closed its end; -2 when the time is over; else the number of the system's error.
int32_t plugin_worker_receive(plugin_worker *worker, void *bytes, size_t count, int64_t deadline);
