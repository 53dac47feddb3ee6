import Foundation
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct ProgramTests {
    @Test func aProgramThatHangsIsKilled() throws {
        let ran = try Program.Started("/bin/sleep", ["600"], in: "/").wait(atMost: 0.2)
        #expect(ran.endedBySignal && ran.status == SIGKILL)
    }

    @Test func whatAProgramSaysAndItsExitCodeAreKept() throws {
        let ran = try Program.shell("echo out; echo err >&2; exit 3", in: "/")
        #expect(ran.status == 3 && !ran.endedBySignal && ran.text == "out\n" && ran.said == ["err"])
    }
}
