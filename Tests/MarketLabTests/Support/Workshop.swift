import Foundation

/// A folder of its own for one test, in which `marketlab` is run; gone with it.
final class Workshop {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "marketlab-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A market of a few hundred users, over in a blink.
    static let tiny = """
        scenario: tiny
        title: A tiny market
        replications: 2
        market:
          users: {count: 200, sessions_per_week: 5}
          listings: {initial: 300, arrivals_per_day: 20}
          choice: {cart_rate: 50 %, checkout_rate: 50 %}
        experiment:
          warmup: 1d
          length: 3d
          followup: 1d
          arms:
            control: {}
            treatment: {policies: {ranking: price-aware}}

        """

    static let manyReplications = 24
    /// The arguments of many small worlds, so that there is a middle to be stopped in.
    static let manyWorlds = ["--replications", "\(manyReplications)"]

    /// Writes a file and returns its name.
    @discardableResult func write(_ text: String, to name: String = "tiny.yaml") throws -> String {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
        return name
    }

    /// Runs `marketlab` here.
    func run(_ arguments: String...) throws -> Program.Ran { try Program.run(arguments, in: path) }
    func run(_ arguments: [String]) throws -> Program.Ran { try Program.run(arguments, in: path) }

    /// Writes the tiny scenario and runs it.
    func runTiny(_ arguments: String...) throws -> Program.Ran { try runTiny(arguments) }
    func runTiny(_ arguments: [String]) throws -> Program.Ran {
        try Program.run(["run", try write(Workshop.tiny)] + arguments, in: path)
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: "\(path)/\(name)")) }
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    /// Everything that is here or below, and how large it is.
    func contents() throws -> [String: Int] {
        var found: [String: Int] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            found[name] = attributes[.type] as? FileAttributeType == .typeDirectory ? -1 : attributes[.size] as? Int
        }
        return found
    }
}
