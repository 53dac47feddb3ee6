import Experiments
import Reports
import RunStore

/// The readout of a run that the store has.
enum StoredReadout {
    /// - Parameter name: a run's id, the start of one, or a scenario's name for its newest run with something to show.
    /// - Throws: `Mistake` where that run has no readout, and what the store refuses.
    static func matching(_ name: String, in store: RunStore) throws -> (record: RunRecord, readout: Readout) {
        var record = try store.run(matching: name)
        if record.scenario == name, record.id != name, let latest = try store.history(of: name).first {
            record = latest
        }
        guard let data = record.readout else {
            throw Mistake("run \(record.id) of \(record.scenario) has no readout: it is \(record.statusNow)")
        }
        return (record, try ReadoutFile.readout(from: data))
    }
}
