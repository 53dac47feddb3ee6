import Foundation
import MarketLab
import MarketLabTesting
import Testing

extension Workshop {
    /// The readout in a folder.
    func readout(in folder: String) throws -> Readout {
        try ReadoutFile.readout(from: try bytes(folder + "/readout.json"))
    }

    /// Waits until so many replications of the run under way are in the store.
    func waitForReplications(_ count: Int, in store: String, of command: Program.Started) throws {
        while command.isRunning {
            usleep(5_000)
            guard exists(store), let run = try RunStore(path: "\(path)/\(store)").runs().first else { continue }
            if run.status == .running, run.replicationsDone >= count { return }
        }
        Issue.record("the run ended before it could be stopped: \(try command.wait().errors)")
    }
}

extension Program.Ran {
    /// Bad input: exit code 2, one sentence for people that holds the words, and nothing of a crash.
    func expectRefusal(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(status == 2 && !endedBySignal, "\(errors)", sourceLocation: sourceLocation)
        #expect(output.isEmpty, sourceLocation: sourceLocation)
        #expect(said.count == 1, "\(errors)", sourceLocation: sourceLocation)
        #expect(errors.hasPrefix("error: ") && !errors.contains("Error"), "\(errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(errors.contains(word), "\(errors)", sourceLocation: sourceLocation)
        }
    }

    /// Exit code 0.
    func expectSuccess(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(status == 0 && !endedBySignal, "\(errors)", sourceLocation: sourceLocation)
    }
}
