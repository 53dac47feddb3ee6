import Foundation

/// A JSON value, switches and numbers told apart.
enum JSON: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case list([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let list = try? value.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    init(_ text: String) throws { self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8)) }

    subscript(path: String...) -> JSON? {
        path.reduce(self as JSON?) { if case .object(let members)? = $0 { members[$1] } else { nil } }
    }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var list: [JSON]? { if case .list(let list) = self { list } else { nil } }
    var string: String? { if case .string(let string) = self { string } else { nil } }
    var object: [String: JSON]? { if case .object(let object) = self { object } else { nil } }
}

/// Holds JSON values against a JSON Schema, as far as the schema of scenarios goes; another keyword is an error.
struct SchemaChecker {
    struct UnknownKeyword: Error { let keyword: String }

    static let notes: Set = ["$schema", "title", "description", "default"]

    static func accepts(_ value: JSON, _ schema: JSON) throws -> Bool {
        guard let keywords = schema.object else { return schema == .bool(true) }
        for (keyword, rule) in keywords where !notes.contains(keyword) {
            guard try accepts(value, keyword, rule, keywords) else { return false }
        }
        return true
    }

    private static func accepts(
        _ value: JSON, _ keyword: String, _ rule: JSON, _ schema: [String: JSON]
    ) throws -> Bool {
        switch keyword {
        case "type": return (rule.list ?? [rule]).contains { isOfType(value, $0.string ?? "") }
        case "const": return value == rule
        case "enum": return rule.list?.contains(value) == true
        case "anyOf": return try rule.list?.contains { try accepts(value, $0) } == true
        case "minimum": return value.number.map { $0 >= rule.number ?? 0 } ?? true
        case "maximum": return value.number.map { $0 <= rule.number ?? 0 } ?? true
        case "minLength": return value.string.map { Double($0.count) >= rule.number ?? 0 } ?? true
        case "minItems": return value.list.map { Double($0.count) >= rule.number ?? 0 } ?? true
        case "minProperties": return value.object.map { Double($0.count) >= rule.number ?? 0 } ?? true
        case "maxProperties": return value.object.map { Double($0.count) <= rule.number ?? 0 } ?? true
        case "uniqueItems":
            return value.list.map { list in list.indices.allSatisfy { list.firstIndex(of: list[$0]) == $0 } } ?? true
        case "pattern":
            guard let text = value.string else { return true }
            return try text.firstMatch(of: Regex(rule.string ?? "")) != nil
        case "items": return try value.list?.allSatisfy { try accepts($0, rule) } ?? true
        case "required":
            return value.object.map { object in rule.list?.allSatisfy { object[$0.string ?? ""] != nil } == true }
                ?? true
        case "properties":
            return try value.object?.allSatisfy { key, member in try rule[key].map { try accepts(member, $0) } ?? true }
                ?? true
        case "propertyNames": return try value.object?.keys.allSatisfy { try accepts(.string($0), rule) } ?? true
        case "additionalProperties":
            let known = schema["properties"]?.object ?? [:]
            return try value.object?.allSatisfy { try known[$0] != nil || accepts($1, rule) } ?? true
        default: throw UnknownKeyword(keyword: keyword)
        }
    }

    private static func isOfType(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .list), ("string", .string), ("boolean", .bool), ("null", .null): true
        case ("number", .number): true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }
}
