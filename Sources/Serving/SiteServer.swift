import FlyingFox
import FlyingSocks
import Foundation
public import MarketLab

/// Serves a folder over HTTP until it is cancelled or its process ends.
public struct SiteServer: Sendable {
    private let host: String
    private let port: UInt16
    private let server: HTTPServer

    /// - Parameters:
    ///   - store: the run store's file.
    ///   - host: an address of this machine in digits, or `localhost`.
    ///   - port: 0 for one that is free.
    /// - Throws: `Mistake` where the address is none.
    package init(_ folder: SiteFolder, store: String, host: String, port: UInt16) throws(Mistake) {
        let digits = host == "localhost" ? "127.0.0.1" : host
        let isLocal = digits == "127.0.0.1" || digits == "::1"
        let handler = SiteHandler(folder, store: store, names: isLocal ? ["localhost", "127.0.0.1", "[::1]"] : nil)
        if let address = try? sockaddr_in.inet(ip4: digits, port: port) {
            server = HTTPServer(address: address, logger: .disabled, handler: handler)
        } else if let address = try? sockaddr_in6.inet6(ip6: digits, port: port) {
            server = HTTPServer(address: address, logger: .disabled, handler: handler)
        } else {
            throw Mistake("--host is \(host); expected an address of this machine such as 127.0.0.1, ::1 or 0.0.0.0")
        }
        self.host = digits.contains(":") ? "[\(digits)]" : digits
        self.port = port
    }

    /// Serves the folder that the options name, and says where.
    /// - Throws: `Mistake` where the folder cannot be read, or the address or port cannot be had.
    public static func serve(_ options: ServeOptions) async throws {
        let server = try SiteServer(
            SiteFolder(options.folder), store: options.storePath, host: options.host, port: options.port)
        try await server.run { [folder = options.folder] address in
            try StandardStreams.show("serving \(folder) at \(address) (Ctrl-C ends it)")
        }
    }

    /// - Parameter listening: is handed the site's address when it can be asked for.
    /// - Throws: `Mistake` where the address or port cannot be had.
    package func run(listening: @escaping @Sendable (String) throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await server.run() } catch let SocketError.failed(_, code, _) { throw Mistake(reason(code)) }
            }
            group.addTask {
                try await server.waitUntilListening(timeout: 60)
                try listening("http://\(host):\(await heardPort)/")
                // The group ends with the server, and not before.
                try await Task.sleep(for: .seconds(Double(Int32.max)))
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }

    private var heardPort: UInt16 {
        get async {
            switch await server.listeningAddress {
            case .ip4(_, let port), .ip6(_, let port): port
            default: port
            }
        }
    }

    private func reason(_ code: Int32) -> String {
        switch code {
        case EADDRINUSE:
            "port \(port) of \(host) is taken by another program; choose another with --port, or 0 for a free one"
        case EADDRNOTAVAIL: "--host is \(host), which is no address of this machine"
        default: "port \(port) of \(host) cannot be listened on: \(String(cString: strerror(code)))"
        }
    }
}
