#define _GNU_SOURCE
#include "pluginworker.h"
#include "pluginguard.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/// Nanoseconds for which who waits for the other side looks again and again before going to sleep.
enum { AWAKE = 100000 };

int64_t receive_awake(int32_t socket, void *bytes, size_t count) {
    struct timespec start, time;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        ssize_t received = recv(socket, bytes, count, MSG_DONTWAIT);
        if (received >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) return received;
        sched_yield();
        clock_gettime(CLOCK_MONOTONIC, &time);
    } while ((time.tv_sec - start.tv_sec) * 1000000000 + time.tv_nsec - start.tv_nsec < AWAKE);
    return recv(socket, bytes, count, MSG_WAITALL);
}

static int shared_memory(void) {
#ifdef __linux__
    return memfd_create("marketlab", MFD_CLOEXEC);
#else
    const char *folder = getenv("TMPDIR");
    char name[1024];
    int length = snprintf(name, sizeof name, "%s/marketlab-XXXXXX", folder && *folder ? folder : P_tmpdir);
    if (length < 0 || length >= (int)sizeof name) return -1;
    int file = mkostemp(name, O_CLOEXEC);
    if (file >= 0) unlink(name);
    return file;
#endif
}

int32_t plugin_worker_start(plugin_worker *worker, char *const arguments[], char *const environment[], int32_t printed,
                            bool has_terminal) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    int shared = shared_memory();
    if (shared < 0) {
        int error = errno;
        close(ends[0]);
        close(ends[1]);
        return error;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (printed < 0) printed = program_errors();
    posix_spawn_file_actions_adddup2(&actions, printed, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, printed, STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, shared, 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    // Ctrl-C is for the one who asks: a worker ends with its socket. Who reads the terminal must be of its foreground, though.
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setpgroup(&attributes, 0);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (has_terminal ? 0 : POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setflags(&attributes, flags);
    pid_t process;
    int error = posix_spawnp(&process, arguments[0], &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        close(shared);
        return error;
    }
    *worker = (plugin_worker){.process = process, .group = has_terminal ? process : -process, .socket = ends[0], .shared = shared};
    return 0;
}

void plugin_worker_end(plugin_worker *worker) {
    if (worker->process > 0) {
        // All of its group: what it has forked, too.
        kill(worker->group, SIGKILL);
        while (waitpid(worker->process, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    close(worker->socket);
    close(worker->shared);
    worker->process = 0;
}

int32_t plugin_worker_status(plugin_worker *worker) {
    int status;
    for (int64_t end = now() + 1000; now() < end;) {
        pid_t ended = waitpid(worker->process, &status, WNOHANG);
        if (ended == worker->process) {
            kill(worker->group, SIGKILL);
            worker->process = 0;
            return status;
        }
        if (ended < 0 && errno != EINTR) return -1;
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    return -1;
}

static void *watch_parent(void *unused) {
    (void)unused;
    for (pid_t parent = getppid(); getppid() == parent;) nanosleep(&(struct timespec){0, 200000000}, NULL);
    _exit(1);
}

void end_with_parent(void) {
    pthread_t thread;
    if (!pthread_create(&thread, NULL, watch_parent, NULL)) pthread_detach(thread);
}

// Memory of calls that are over, the latest; who touches it has kept a pointer.
enum { RETIRED = 4096 };
static struct {
    char *start;
    size_t size;
} retired[RETIRED];
static unsigned retired_count;
static struct sigaction before;

static void touched(int signal, siginfo_t *info, void *unused) {
    (void)signal, (void)unused;
    const char *place = info->si_addr;
    for (unsigned index = 0; index < RETIRED; index++)
        if (retired[index].start && place >= retired[index].start && place < retired[index].start + retired[index].size)
            _exit(EXIT_TOUCHED);
    // Another fault: as it would have been.
    sigaction(SIGSEGV, &before, NULL);
}

void *call_memory_map(int32_t shared, size_t size) {
    if (!retired_count) {
        struct sigaction action = {.sa_sigaction = touched, .sa_flags = SA_SIGINFO};
        sigemptyset(&action.sa_mask);
        sigaction(SIGSEGV, &action, &before);
    }
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void call_memory_retire(void *start, size_t size) {
    unsigned place = retired_count++ % RETIRED;
    if (retired[place].start) munmap(retired[place].start, retired[place].size);
    // The same place, so that nothing else comes to stand there.
    mmap(start, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    retired[place].start = start;
    retired[place].size = size;
}

void *plugin_worker_map(const plugin_worker *worker, void *old, size_t old_size, size_t size) {
    if (old) munmap(old, old_size);
    if (ftruncate(worker->shared, (off_t)size)) return NULL;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, worker->shared, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

int32_t plugin_worker_send(const plugin_worker *worker, const void *bytes, size_t count) {
    const char *at = bytes;
    while (count) {
        ssize_t sent = send(worker->socket, at, count, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        at += sent;
        count -= (size_t)sent;
    }
    return 0;
}

int32_t plugin_worker_receive(plugin_worker *worker, void *bytes, size_t count, int64_t deadline) {
    char *at = bytes;
    int64_t end = now() + deadline;
    // The socket waits by itself: asked whether there is something first, each answer would cost three calls of the system more.
    if (worker->patience != deadline) {
        struct timeval wait = {deadline / 1000, deadline % 1000 * 1000};
        if (setsockopt(worker->socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait)) return errno;
        worker->patience = deadline;
    }
    while (count) {
        int64_t received = receive_awake(worker->socket, at, count);
        if (received > 0) {
            at += received;
            count -= (size_t)received;
        } else if (received == 0 || errno == ECONNRESET) {
            return -1;
        } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
            return errno;
        }
        if (count && now() >= end) return -2;
    }
    return 0;
}
