import Foundation

/// Text of somebody else's: repaired where it is not UTF-8, and bounded.
enum GuestText {
    private static let limit = 1_000

    static func of(_ text: UnsafePointer<CChar>) -> String {
        let length = strnlen(text, limit)
        return text.withMemoryRebound(to: UInt8.self, capacity: length) {
            String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
        }
    }

    /// Texts with NULL behind the last.
    static func list(_ texts: UnsafePointer<UnsafePointer<CChar>?>?) -> [String] {
        guard let texts else { return [] }
        var list: [String] = []
        while list.count < limit, let text = texts[list.count] { list.append(of(text)) }
        return list
    }
}
