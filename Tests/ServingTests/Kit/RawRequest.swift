import Foundation
import Testing

/// One request over a connection of its own, as it is written here: no client tidies its path.
struct RawAnswer {
    let status: Int
    /// By their names in lower case.
    let headers: [String: String]
    let body: String

    /// - Parameter target: what stands after the method.
    init(_ target: String, method: String = "GET", port: UInt16, host: String = "localhost", headers: [String] = [])
        throws
    {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0, "\(String(cString: strerror(errno)))")
        let lines =
            ["\(method) \(target) HTTP/1.1", "Host: \(host):\(port)", "Connection: close"] + headers + ["", ""]
        let text = Array(lines.joined(separator: "\r\n").utf8)
        try #require(send(descriptor, text, text.count, Int32(MSG_NOSIGNAL)) == text.count)
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(descriptor, &part, part.count, 0), count > 0 { bytes += part[..<count] }
        let parts = String(decoding: bytes, as: UTF8.self).split(
            separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let head = parts.first?.split(separator: "\r\n") ?? []
        status = head.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        self.headers = head.dropFirst().reduce(into: [:]) { headers, line in
            let pair = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if pair.count == 2 { headers[pair[0].lowercased()] = pair[1] }
        }
        body = parts.count > 1 ? String(parts[1]) : ""
    }
}
