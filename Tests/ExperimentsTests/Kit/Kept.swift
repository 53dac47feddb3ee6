import Foundation

/// Writes a value as JSON and reads it back.
enum Kept {
    static func again<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }
}
