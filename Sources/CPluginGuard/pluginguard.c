#include "pluginguard.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_FAULT = 70, LABEL = 400 };

struct guarded_call {
    char label[LABEL];
    int64_t limit;
    const char *name;
    int64_t time;
    // Milliseconds of the clock at which the call began; 0 between calls.
    _Atomic int64_t began;
    guarded_call *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static guarded_call *all;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Thread_local guarded_call *current;
static _Thread_local char *signal_stack;

static int64_t now(void) {
    struct timespec time;
    // Of a few milliseconds, as limits are, and several times as fast to read.
#ifdef CLOCK_MONOTONIC_COARSE
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
#else
    clock_gettime(CLOCK_MONOTONIC, &time);
#endif
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static char *append(char *at, char *end, const char *text) {
    while (*text && at < end) *at++ = *text++;
    return at;
}

static _Atomic int output = STDOUT_FILENO;
static _Atomic int errors = STDERR_FILENO;

static char *append_number(char *at, char *end, int64_t number, int digits) {
    char text[24];
    int place = sizeof text;
    text[--place] = 0;
    do {
        text[--place] = '0' + number % 10;
        number /= 10;
    } while (number || (int)sizeof text - 1 - place < digits);
    return append(at, end, text + place);
}

// What was printed before is on its way through a thread of this process.
static void let_prints_arrive(void) {
    if (errors != STDERR_FILENO) nanosleep(&(struct timespec){0, 100 * 1000 * 1000}, NULL);
}

// Nothing but what may be called in a signal handler.
static void end(const guarded_call *call, const char *reason) {
    char text[1024], *at = text, *stop = text + sizeof text - 2;
    int64_t seconds = call->time / 1000;
    at = append(at, stop, "error: policy ");
    at = append(at, stop, call->label);
    at = append(at, stop, " failed in `");
    at = append(at, stop, call->name);
    at = append(at, stop, "` at simulated time ");
    at = append_number(at, stop, seconds / 86400, 1);
    at = append(at, stop, "d ");
    at = append_number(at, stop, seconds / 3600 % 24, 2);
    at = append(at, stop, ":");
    at = append_number(at, stop, seconds / 60 % 60, 2);
    at = append(at, stop, ":");
    at = append_number(at, stop, seconds % 60, 2);
    at = append(at, stop, ".");
    at = append_number(at, stop, call->time % 1000, 3);
    at = append(at, stop, ": ");
    at = append(at, stop, reason);
    *at++ = '\n';
    let_prints_arrive();
    if (write(errors, text, (size_t)(at - text)) < 0) _exit(EXIT_FAULT);
    _exit(EXIT_FAULT);
}

static void end_late(const guarded_call *call) {
    char text[80], *at = text, *stop = text + sizeof text - 1;
    at = append(at, stop, "it took longer than its time limit of ");
    at = append_number(at, stop, call->limit, 1);
    at = append(at, stop, " ms");
    *at = 0;
    end(call, text);
}

static const char *words(int signal) {
    switch (signal) {
    case SIGSEGV: return "it crashed (memory that is not its own; `isolate: true` keeps it in a process of its own)";
    case SIGBUS: return "it crashed (bus error; `isolate: true` keeps it in a process of its own)";
    case SIGFPE: return "it crashed (arithmetic, such as a division of whole numbers by 0)";
    case SIGILL: return "it crashed (a trap or an instruction that this processor lacks)";
    case SIGTRAP: return "it crashed (a trap)";
    default: return "it crashed (abort)";
    }
}

static void crashed(int signal) {
    if (current) end(current, words(signal));
    let_prints_arrive();
    // Not the library's: as it would have been.
    struct sigaction usual = {.sa_handler = SIG_DFL};
    sigaction(signal, &usual, NULL);
    raise(signal);
}

static void exited(void) {
    if (current) end(current, "it ended the process");
}

// A second process that goes on as if it were the first would do everything twice.
static void forked(void) {
    if (current) _exit(EXIT_FAULT);
}

static void *watch(void *unused) {
    (void)unused;
    for (;;) {
        struct timespec pause = {0, 20 * 1000 * 1000};
        nanosleep(&pause, NULL);
        pthread_mutex_lock(&lock);
        int64_t time = now();
        for (guarded_call *call = all; call; call = call->next) {
            int64_t began = atomic_load_explicit(&call->began, memory_order_acquire);
            if (began && time - began > call->limit) end_late(call);
        }
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static void start(void) {
    const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
    struct sigaction action = {.sa_handler = crashed, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (unsigned index = 0; index < sizeof signals / sizeof *signals; index++) sigaction(signals[index], &action, NULL);
    atexit(exited);
    pthread_atfork(NULL, NULL, forked);
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_create(&thread, &attributes, watch, NULL);
    pthread_attr_destroy(&attributes);
}

int32_t program_streams_set_apart(void) {
    int ends[2] = {-1, -1}, own[2] = {-1, -1};
    if (output == STDOUT_FILENO && !pipe(ends)) {
        fcntl(ends[0], F_SETFD, FD_CLOEXEC);
        own[0] = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 64);
        own[1] = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 64);
        if (own[0] >= 0 && own[1] >= 0 && dup2(ends[1], STDOUT_FILENO) >= 0 && dup2(ends[1], STDERR_FILENO) >= 0) {
            output = own[0];
            errors = own[1];
            print_by_lines();
        } else {
            close(ends[0]);
            ends[0] = -1;
        }
        close(ends[1]);
    }
    return ends[0];
}

void print_by_lines(void) { setvbuf(stdout, NULL, _IOLBF, BUFSIZ); }

int32_t program_output(void) { return output; }

int32_t program_errors(void) { return errors; }

guarded_call *guarded_call_make(const char *label, int64_t limit) {
    pthread_once(&once, start);
    guarded_call *call = calloc(1, sizeof *call);
    if (!call) abort();
    strncpy(call->label, label, LABEL - 1);
    call->limit = limit;
    pthread_mutex_lock(&lock);
    call->next = all;
    all = call;
    pthread_mutex_unlock(&lock);
    return call;
}

void guarded_call_free(guarded_call *call) {
    pthread_mutex_lock(&lock);
    for (guarded_call **at = &all; *at; at = &(*at)->next)
        if (*at == call) {
            *at = call->next;
            break;
        }
    pthread_mutex_unlock(&lock);
    free(call);
}

void guarded_call_enter(guarded_call *call, const char *name, int64_t time) {
    if (!signal_stack && (signal_stack = malloc(1 << 16))) {
        // A stack that has run over has no room for the handler.
        stack_t stack = {.ss_sp = signal_stack, .ss_size = 1 << 16};
        sigaltstack(&stack, NULL);
    }
    call->name = name;
    call->time = time;
    current = call;
    atomic_store_explicit(&call->began, now(), memory_order_release);
}

void guarded_call_leave(guarded_call *call) {
    atomic_store_explicit(&call->began, 0, memory_order_release);
    current = NULL;
}
