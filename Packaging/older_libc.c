// libstdc++ 11 and newer read this variable of glibc 2.32 to leave out locks where there is one thread. Zero, which says that there
// may be several, is right at all times, and the command then runs where glibc has no such variable.
char __libc_single_threaded = 0;
