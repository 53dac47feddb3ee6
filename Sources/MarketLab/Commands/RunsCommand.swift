import ArgumentParser
import Reports
import RunStore

/// `marketlab runs`: what the store holds.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the runs in the run store, newest first.",
        discussion: "Examples:\n  marketlab runs\n  marketlab runs --out /tmp/deep --format json")

    @OptionGroup var place: StoreOptions
    @OptionGroup var output: StoredDocumentOptions

    func run() throws {
        try output.show(RunList(try place.open().runs().map { ($0, $0.statusNow) }))
    }
}
