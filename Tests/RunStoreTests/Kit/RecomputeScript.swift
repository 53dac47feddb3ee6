import Foundation
import MarketLabTesting

/// The script that computes a readout from the log alone, as a stranger would run it.
enum RecomputeScript {
    struct NoPython: Error, CustomStringConvertible {
        let description = "python3 is not on the PATH: the check of the event log needs it, install it"
    }

    /// Runs the script on a log and its readout.
    /// - Returns: its exit status and what it printed.
    static func run(_ logs: String, _ readout: String) throws -> (status: Int32, output: String) {
        let script = Checkout.file("Tests/Scripts/recompute_readout.py").path
        let ran = try Program.other("python3", [script, logs, readout])
        // What `env` says of a program that it does not find.
        guard ran.status != 127 else { throw NoPython() }
        return (ran.status, ran.text + ran.errors)
    }
}
