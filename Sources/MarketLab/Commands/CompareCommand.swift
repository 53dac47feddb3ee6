import ArgumentParser
import Experiments
import Reports
import RunStore

/// `marketlab compare`: two stored runs side by side.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Show two stored runs side by side.",
        discussion: """
            Runs of one seed are compared replication by replication, others as independent samples. What differs in their \
            scenarios is named line by line.

            Examples:
              marketlab compare 3f2a 9c41
              marketlab compare night-7-first-look night-8-first-look --format markdown
            """)

    @Argument(help: "The earlier run: its id, the start of one, or a scenario's name for its newest readout.")
    var before: String
    @Argument(help: "The later run.") var now: String
    @OptionGroup var place: StoreOptions
    @OptionGroup var output: StoredDocumentOptions

    func run() throws {
        let store = try place.open()
        func run(_ name: String) throws -> ComparisonDocument.Run {
            let (record, readout) = try StoredReadout.matching(name, in: store)
            return ComparisonDocument.Run(
                id: record.id, readout: readout, inputs: RunInputs(record))
        }
        try output.show(ComparisonDocument(try run(now), since: try run(before)))
    }
}
