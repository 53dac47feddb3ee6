import Plugins
import Testing

/// What is made of the reports of GCC's and Clang's address sanitizers, as they have printed them.
@Suite struct SanitizerFindingTests {
    private static let program = "    #3 0x55 in $s7Plugins14NativeInstanceC6decideyyF /work/NativeInstance.swift:61:37"

    @Test(arguments: [
        (
            ["heap-buffer-overflow on address 0x7b81 at pc 0x7f61", "    #0 0x7f in decide /tmp/heap.c:37:99"],
            "heap-buffer-overflow in decide (heap.c:37)"
        ),
        // The runtime's own frames, of either compiler, with a line or without.
        (
            [
                "attempting double-free on 0x7b9c in thread T1:",
                "    #0 0x7f in free /home/build/llvm-project/compiler-rt/lib/asan/asan_malloc_linux.cpp:51:3",
                "    #1 0x7f in forget /tmp/dfree.c:12:111",
            ], "double-free in forget (dfree.c:12)"
        ),
        (
            [
                "heap-buffer-overflow on address 0x60",
                "    #0 0x7f in __interceptor_memset ../../../../src/libsanitizer/sanitizer_common/x.inc:762",
                "    #1 0x7f in fill /tmp/with space/cpy.c:4",
            ], "heap-buffer-overflow in fill (cpy.c:4)"
        ),
        // A function of a library without lines, called by one that has them.
        (
            [
                "SEGV on unknown address 0x000000000000 (pc 0x7f bp 0x7f sp 0x7f T1)",
                "    #0 0x7f in helper (/opt/libhelper.so+0x11a9)", "    #1 0x7f in decide /tmp/null.c:37",
            ], "SEGV in decide (null.c:37)"
        ),
        // Built without -g: no line of the program's is the author's.
        (
            ["heap-use-after-free on address 0x7b", "    #0 0x7f in decide uaf.c"],
            "heap-use-after-free in decide, whose line is known where the library is built with -g"
        ),
        (
            ["heap-use-after-free on address 0x7b", "    #0 0x7f in decide (/tmp/uaf.so+0x11a9) (BuildId: 5a)"],
            "heap-use-after-free in decide, whose line is known where the library is built with -g"
        ),
    ])
    func theAuthorsInnermostLineIsNamed(report: [String], words: String) {
        var finding = SanitizerFinding()
        #expect(finding.words == nil)
        finding.read("hello #1 in a b c:1")
        finding.read("==24469==ERROR: AddressSanitizer: \(report[0])")
        for line in report.dropFirst() + [
            Self.program, "", "freed by thread T1 here:", "    #0 0x7f in other /tmp/o.c:9",
        ] {
            finding.read(line)
        }
        #expect(finding.words == "the address sanitizer found \(words)")
    }
}
