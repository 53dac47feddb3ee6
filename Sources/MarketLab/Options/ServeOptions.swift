public import ArgumentParser

/// What is served, and where.
public struct ServeOptions: ParsableArguments {
    @Argument(help: "Folder of a written site.", completion: .directory) public var folder: String
    @Option(help: "Port; 0 takes one that is free.", transform: ServeOptions.port) public var port: UInt16 = 8_000
    @Option(help: "Address of this machine to listen on.") public var host = "127.0.0.1"
    @Option(
        help: "File of the run store. (default: runs.sqlite in the folder)",
        completion: .file(extensions: ["sqlite"]))
    public var store: String?

    public init() {}

    /// The run store's file.
    public var storePath: String { store ?? folder + "/runs.sqlite" }

    /// The options as words of a command line.
    var words: [String] {
        ["--port", "\(port)", "--host", host, "--store", storePath, "--", folder]
    }

    private static func port(_ text: String) throws -> UInt16 {
        guard let port = UInt16(text) else { throw ValidationError("expected a port from 0 to \(UInt16.max)") }
        return port
    }
}
