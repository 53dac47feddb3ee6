#pragma once

#include <stdint.h>

/// A call into somebody else's library: who is called, since when, and how long it may take. While a thread is in one, a crash, an
/// exit or too long a wait ends the process with one sentence that names it, and with exit code 70.
typedef struct guarded_call guarded_call;

/// @param label who is called, for the sentence; copied.
/// @param limit milliseconds on the clock that a call may take.
guarded_call *guarded_call_make(const char *label, int64_t limit);
void guarded_call_free(guarded_call *call);

/// The thread enters the library.
/// @param name what is called; it lives as long as the process.
/// @param time milliseconds of simulated time.
void guarded_call_enter(guarded_call *call, const char *name, int64_t time);

/// The thread is back.
void guarded_call_leave(guarded_call *call);

/// From now on, what is printed to standard output and standard error goes into a pipe: a library may print what it likes, and what
/// the program itself has to say stays apart.
/// @return the end of the pipe that is to be read without a pause; -1 where there is none, or where this was done before.
int32_t program_streams_set_apart(void);

/// Hands on what is printed to standard output line by line, wherever it goes.
void print_by_lines(void);

/// Where the program itself writes what it has to say: descriptors 1 and 2, until they were set apart.
int32_t program_output(void);
int32_t program_errors(void);
