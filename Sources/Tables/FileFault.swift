import Foundation

/// Says why a file cannot be read.
package struct FileFault: Error {
    package let message: String

    init(message: String) { self.message = message }

    /// In the system's words.
    init(_ code: Int32) {
        let words = String(cString: strerror(code))
        message = words.prefix(1).lowercased() + words.dropFirst()
    }
}
